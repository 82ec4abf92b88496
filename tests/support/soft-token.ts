// A PKCS#11 token in software (SoftHSM): one folder of tokens for a process, which the library finds by a variable of
// the environment, and any number of tokens in it.

import { execFile } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const TOKEN_MODULE = "/usr/lib/softhsm/libsofthsm2.so";
export const TOKEN_PIN = "31415926";

export interface SoftTokens {
  readonly folder: string;
  /** For processes that are to find these tokens. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes a token, and gives a URI of it with its PIN in a file. */
  token(label: string): Promise<string>;
  /** As if the HSM were unplugged, and plugged in again. */
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  remove(): Promise<void>;
}

export async function softTokens(): Promise<SoftTokens> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-token-"));
  const tokens = join(folder, "tokens");
  const configuration = join(folder, "softhsm2.conf");
  const env = { SOFTHSM2_CONF: configuration };
  await run("mkdir", ["-m", "700", tokens]);
  await writeFile(
    configuration,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const pinFile = join(folder, "pin");
  await writeFile(pinFile, `${TOKEN_PIN}\n`, { mode: 0o600 });
  return {
    folder,
    env,
    async token(label) {
      const pins = ["--pin", TOKEN_PIN, "--so-pin", "27182818"];
      const args = ["--init-token", "--free", "--label", label, ...pins];
      await run("/usr/bin/softhsm2-util", args, { env: { ...process.env, ...env } });
      return `pkcs11:token=${encodeURIComponent(label)}?module-path=${TOKEN_MODULE}&pin-source=file:${pinFile}`;
    },
    unplug: () => rename(tokens, `${tokens}-away`),
    plugIn: () => rename(`${tokens}-away`, tokens),
    remove: () => rm(folder, { recursive: true }),
  };
}
