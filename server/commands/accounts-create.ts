import { email as emailSchema } from "#contract/fields.ts";
import { LIMITS } from "#contract/limits.ts";
import { invite } from "../people/invite.ts";
import { type Command, Misused } from "./command.ts";

const DEFAULT_DAYS = 7;

/** Makes an account by a link, so that nobody but its owner ever has the password. */
export const accountsCreate: Command = {
  name: "accounts create",
  does: "print a link that makes one account, whatever the registration mode; or mail it",
  needs: "database",
  options: {
    mail: {
      type: "string",
      value: "<address>",
      does: "mail the link there instead, which confirms the address",
    },
    days: { type: "string", value: "<days>", does: `how long it can be used (${DEFAULT_DAYS})` },
  },
  async run(office, { values }) {
    const days = Number(values["days"] ?? DEFAULT_DAYS);
    if (!Number.isInteger(days) || days < 1 || days > LIMITS.invitationDays) {
      throw new Misused(`--days must be a whole number from 1 to ${LIMITS.invitationDays}`);
    }
    const address = values["mail"] === undefined ? undefined : emailSchema.safeParse(values["mail"]);
    if (address?.success === false) throw new Misused("--mail must be an e-mail address");
    const wanted = { email: address?.data, expiresInDays: days };
    const { invitation, link } = await invite(office, null, wanted, "en");
    return {
      data: { id: invitation.id, link, mailedTo: invitation.email, expiresAt: invitation.expiresAt },
      lines: [
        link === null
          ? `The link leaves by mail to ${invitation.email} as soon as Safelight runs.`
          : `This link makes one account, until ${invitation.expiresAt}:`,
        ...(link === null ? [] : [`  ${link}`]),
      ],
    };
  },
};
