import { realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { keyFolders } from "../configured-keys.ts";
import { openKeyCopy } from "../keys/key-copy.ts";
import { confirmCopy } from "../master-key/confirm-copy.ts";
import { PROJECT } from "../project.ts";
import type { Office } from "../rooms.ts";
import { type Command, Failed, Misused } from "./command.ts";
import { contains } from "./contains.ts";

/** A copy in the key folder or among the data goes with it, and is none. */
async function refuseSamePlace({ config, keys }: Office, path: string): Promise<void> {
  const places = [resolve(PROJECT, config.dataFolder), ...keyFolders(config)];
  for (const place of places) {
    const real = await realpath(place).catch(() => null);
    if (real !== null && contains(real, path))
      throw new Failed(`${path} lies in ${place}: that is no separate copy.`);
  }
  for (const version of keys.versions()) {
    const kept = keys.where(version);
    if (kept?.kind !== "file") continue;
    const [one, other] = [await identity(kept.name), await identity(join(path, `master-${version}.key`))];
    if (one !== null && one === other)
      throw new Failed(`${path} holds the key file itself, by a link, and no copy.`);
  }
}

async function identity(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : `${found.dev}/${found.ino}`;
}

export const keysConfirm: Command = {
  name: "keys confirm",
  takes: "<path>",
  does: "show a separate copy of the key folder, so that `keys status` stops asking for one",
  needs: "database",
  async run(office, { positionals }) {
    const [typed, ...more] = positionals;
    if (typed === undefined || more.length > 0) throw new Misused("name the folder that the copy is in");
    const path = await realpath(typed).catch(() => {
      throw new Failed(`There is nothing at ${typed}.`);
    });
    await refuseSamePlace(office, path);
    const copy = await openKeyCopy(path);
    try {
      const found = await confirmCopy(office, copy);
      const good = found.filter(({ isSame }) => isSame).map(({ version }) => version);
      const bad = found.filter(({ version, isSame }) => !isSame && copy.versions().includes(version));
      if (bad.length > 0) {
        throw new Failed(
          `What ${path} holds as version ${bad.map(({ version }) => version).join(", ")} is another key.`,
        );
      }
      if (good.length === 0) throw new Failed(`${path} holds no master key that is in use.`);
      return {
        data: { path, versions: good },
        lines: [`${path} holds the same key: version ${good.join(", ")}. Keep it apart from this machine.`],
      };
    } finally {
      await copy.close();
    }
  },
};
