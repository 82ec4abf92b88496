import { describeMasterKey } from "../master-key/describe-master-key.ts";
import {
  type LeakedKeys,
  mayCarryAlone,
  replaceLeakedKeys,
  rotateLeakedMasterKey,
} from "../master-key/replace-leaked-keys.ts";
import { type MasterRotation, rotateMasterKey } from "../master-key/rotate-master-key.ts";
import type { Office } from "../rooms.ts";
import type { Answer, Called, Command } from "./command.ts";
import { copyReminder, versionsWithoutCopy } from "./keys-status.ts";
import { oneChangeOfKeys } from "./one-change-of-keys.ts";

export const keysRotate: Command = {
  name: "keys rotate",
  does: "make a new master key and seal what lies under the old one under it, while Safelight serves",
  options: {
    leaked: {
      type: "boolean",
      does: "the old one was read by somebody: replace the key of every managed vault as well",
    },
  },
  needs: "database",
  async run(office, called) {
    return await oneChangeOfKeys(office, () =>
      called.values["leaked"] === true ? rotateAfterLeak(office, called) : rotate(office, called),
    );
  },
};

async function rotate(office: Office, { progress }: Called): Promise<Answer> {
  const rotated = await rotateMasterKey(office, { onProgress: (slots) => progress(`${slots} vaults`) });
  const withoutCopy = versionsWithoutCopy(office, await describeMasterKey(office));
  return {
    data: { ...rotated, withoutCopy },
    lines: [...rotationInWords(rotated), ...copyReminder(withoutCopy)],
  };
}

async function rotateAfterLeak(office: Office, { progress }: Called): Promise<Answer> {
  const rotated = await rotateLeakedMasterKey(office, (slots) => progress(`${slots} vaults`));
  const lines = rotated === null ? [] : rotationInWords(rotated);
  if (!(await mayCarryAlone(office))) {
    const withoutCopy = versionsWithoutCopy(office, await describeMasterKey(office));
    return {
      data: { rotation: rotated, vaultKeys: null, withoutCopy },
      lines: [
        ...lines,
        "",
        "No vault key was replaced yet. Once one is, its vault opens by the new master key alone until its owner signs",
        "in, so that key needs a copy first. Then call `keys rotate --leaked` again, which goes on.",
        ...copyReminder(withoutCopy),
      ],
      isBad: true,
    };
  }
  const keys = await replaceLeakedKeys(office, (vaults) => progress(`${vaults} vault keys`));
  return {
    data: { rotation: rotated, vaultKeys: keys, withoutCopy: [] },
    lines: [...lines, ...leakedInWords(keys)],
    isBad: keys.damaged.length > 0 || keys.left > 0,
  };
}

function rotationInWords({
  version,
  slots,
  secrets,
  damaged,
  completed,
  goneOnWith,
}: MasterRotation): string[] {
  return [
    `${goneOnWith ? "Went on with" : "Made"} version ${version}: ${slots} vaults and ${secrets} secrets were sealed under it.`,
    ...(damaged.length === 0
      ? []
      : [
          `${damaged.length} vaults keep the old version: their escrow slot does not open. Their owners' own ways in`,
          "are not touched; whoever of them replaces the vault key gets a new slot. Accounts:",
          ...damaged.map((accountId) => `  ${accountId}`),
        ]),
    ...(completed ? [] : ["The rotation is not done: run `keys rotate` again."]),
  ];
}

function leakedInWords({ replaced, damaged, left }: LeakedKeys): string[] {
  return [
    `${replaced} vault keys were replaced. Their owners were signed out and told by mail: password and passkeys open`,
    "the vaults as before, a recovery code has to be made anew, and older pictures get new keys and bytes when their",
    "owner comes by.",
    ...(damaged.length === 0
      ? []
      : [
          `${damaged.length} vault keys do not open by the master key, and were not replaced: only their owners can. Accounts:`,
          ...damaged.map((accountId) => `  ${accountId}`),
        ]),
    ...(left > damaged.length ? ["Not all were reached: run `keys rotate --leaked` again."] : []),
  ];
}
