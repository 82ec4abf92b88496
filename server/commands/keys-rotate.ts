import { newId } from "../crypto/random.ts";
import { databaseLeases } from "../jobs/leases.ts";
import { describeMasterKey } from "../master-key/describe-master-key.ts";
import { rotateMasterKey } from "../master-key/rotate-master-key.ts";
import { type Command, Failed } from "./command.ts";
import { copyReminder, versionsWithoutCopy } from "./keys-status.ts";

/** Of two that begin at once only one may make a key; what follows may be done twice. */
const LEASE = "master-key";
const LEASE_MS = 30_000;

export const keysRotate: Command = {
  name: "keys rotate",
  does: "make a new master key and seal what lies under the old one under it, while Safelight serves",
  needs: "database",
  async run(office, { progress }) {
    const leases = databaseLeases(office.database, newId());
    const now = office.clock();
    if (!(await leases.take(LEASE, now, now + LEASE_MS, LEASE_MS))) {
      throw new Failed(
        "Another rotation is under way, or was ended half a minute ago at most. Try again then.",
      );
    }
    try {
      const onProgress = (slots: number): void => progress(`${slots} vaults`);
      const rotated = await rotateMasterKey(office, { onProgress });
      const { version, slots, secrets, damaged, completed, goneOnWith } = rotated;
      const withoutCopy = versionsWithoutCopy(office, await describeMasterKey(office));
      return {
        data: { ...rotated, withoutCopy },
        lines: [
          `${goneOnWith ? "Went on with" : "Made"} version ${version}: ${slots} vaults and ${secrets} secrets were sealed under it.`,
          ...(damaged.length === 0
            ? []
            : [
                `${damaged.length} vaults keep the old version: their escrow slot does not open. Their owners' own ways in`,
                "are not touched; whoever of them replaces the vault key gets a new slot. Accounts:",
                ...damaged.map((accountId) => `  ${accountId}`),
              ]),
          ...(completed ? [] : ["The rotation is not done: run `keys rotate` again."]),
          ...copyReminder(withoutCopy),
        ],
      };
    } finally {
      await leases.move(LEASE, office.clock());
    }
  },
};
