import { retireMasterKey } from "../master-key/retire-master-key.ts";
import { type Command, Failed, Misused } from "./command.ts";
import { oneChangeOfKeys } from "./one-change-of-keys.ts";

export const keysRetire: Command = {
  name: "keys retire",
  takes: "<version>",
  does: "end an old master key: once nothing names it, and everything has been opened without it",
  needs: "database",
  async run(office, { positionals, progress }) {
    const [typed, ...more] = positionals;
    const version = Number(typed);
    if (typed === undefined || more.length > 0 || !Number.isSafeInteger(version) || version < 1) {
      throw new Misused("name one version, by its number in `keys status`");
    }
    const onProgress = (slots: number): void => progress(`${slots} vaults`);
    const retired = await oneChangeOfKeys(office, () => retireMasterKey(office, version, { onProgress }));
    switch (retired.state) {
      case "unknown":
        throw new Failed(`There is no version ${version}.`);
      case "current":
        throw new Failed(`Version ${version} seals what is new. Make another one first: \`keys rotate\`.`);
      case "named":
        throw new Failed(
          `Version ${version} is needed: ${retired.named.slots} vaults and ${retired.named.secrets} secrets lie under it.`,
        );
      case "damaged":
        throw new Failed(
          [
            `Version ${version} stays, because not everything opens without it:`,
            ...retired.check.damagedSecrets.map((name) => `  secret ${name}`),
            ...retired.check.damagedSlots.map((accountId) => `  escrow slot of account ${accountId}`),
          ].join("\n"),
        );
      case "retired":
        return {
          data: { version, place: retired.place, ...retired.check },
          lines: [
            `Version ${version} is retired: ${retired.check.slots} vaults and ${retired.check.secrets} secrets open without it.`,
            `Its key is set aside as ${retired.place}. Take it away from this machine, keep it where copies of keys`,
            "are kept while a backup names it, and destroy it then.",
          ],
        };
    }
  },
};
