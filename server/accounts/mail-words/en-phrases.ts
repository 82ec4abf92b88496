import type { Asked } from "./letter.ts";

// What several mails say, in English.

export const asked = ({ when, from }: Asked) =>
  `This was asked for on ${when} from the network address ${from}.`;

export const notYou = (site: string) =>
  `If it was not you, somebody else can get into your account. Set a new password at ${site}/forgotten and look through the devices in your settings.`;
