// The key provider that leaves master keys in a PKCS#11 token (an HSM, a smart card, a TPM): secret keys that can be
// used and not read. The token derives; this file asks it to, and remembers which versions it said it holds.
import { open } from "node:fs/promises";
import type { TokenPlace } from "./pkcs11-uri.ts";
import {
  type KeyOpening,
  type KeyProvider,
  KeysAway,
  KeysRefused,
  KeyVersionMissing,
  KeyVersionTaken,
} from "./provider.ts";
import type { TokenAnswer, TokenQuestion } from "./token-messages.ts";
import { type TokenProcess, TokenRefusal, type TokenTimes, tokenProcess } from "./token-process.ts";

const PIN_BYTES = 256;
const TIMES: TokenTimes = { answerMs: 5000, pauseMs: 1000 };

export interface TokenKeys extends KeyProvider {
  /** Of the process that talks to the token; for tests that stop or kill it. */
  pid(): number | null;
}

/**
 * @throws KeysAway when the token cannot be reached; KeysRefused for a wrong PIN, a PIN that others can read, a key
 * that can be read out, or a token without a master key
 */
export async function openTokenKeys(
  place: TokenPlace,
  { create, mayBeEmpty = false }: KeyOpening,
  times = TIMES,
): Promise<TokenKeys> {
  const token = tokenProcess(
    async () => ({
      ask: "open",
      place,
      pin: "value" in place.pin ? place.pin.value : await readPin(place.pin.file),
    }),
    times,
  );
  try {
    const keys = fromToken(token, place, (await token.ask({ ask: "list" })).versions);
    if (keys.currentVersion === 0 && !mayBeEmpty) {
      if (!create) throw new KeysRefused(`the token holds no key called ${place.object}-1 or the like`);
      await keys.add(1);
    }
    return keys;
  } catch (error) {
    await token.close();
    throw error;
  }
}

function fromToken(token: TokenProcess, place: TokenPlace, found: readonly number[]): TokenKeys {
  let versions = found;
  const ask = async (question: TokenQuestion): Promise<TokenAnswer> => {
    const answer = await token.ask(question);
    versions = answer.versions;
    return answer;
  };
  const named = Object.values(place.token).join(" ");
  return {
    get currentVersion() {
      return versions.at(-1) ?? 0;
    },
    versions: () => versions,
    where: (version) =>
      versions.includes(version)
        ? { kind: "token", name: `token ${named}, ${place.object}-${version}` }
        : null,
    async derive(version, label) {
      const { derived } = await ask({ ask: "derive", version, label }).catch(refusedAs(version));
      if (derived === undefined) throw new Error("the token's process left the answer out");
      return Buffer.from(derived);
    },
    async refresh() {
      await ask({ ask: "list" });
    },
    async add(version) {
      await ask({ ask: "add", version }).catch(refusedAs(version));
    },
    async setAside(version) {
      const { aside } = await ask({ ask: "set-aside", version }).catch(refusedAs(version));
      return `${aside} in token ${named}`;
    },
    pid: () => token.pid(),
    close: () => token.close(),
  };
}

function refusedAs(version: number): (error: unknown) => never {
  return (error) => {
    if (error instanceof TokenRefusal && error.kind === "missing") throw new KeyVersionMissing(version);
    if (error instanceof TokenRefusal && error.kind === "taken") throw new KeyVersionTaken(version);
    throw error;
  };
}

async function readPin(path: string): Promise<string> {
  await using file = await open(path, "r").catch(() => {
    throw new KeysAway("the file of pin-source cannot be read");
  });
  const found = await file.stat();
  if ((found.mode & 0o077) !== 0) {
    throw new KeysRefused("others could read the file of pin-source; chmod 600 it");
  }
  const { buffer, bytesRead } = await file.read(Buffer.alloc(PIN_BYTES), 0, PIN_BYTES, 0);
  const pin = buffer.toString("utf8", 0, bytesRead).replace(/\r?\n$/, "");
  if (pin === "" || bytesRead === PIN_BYTES) throw new KeysRefused("the file of pin-source holds no PIN");
  return pin;
}
