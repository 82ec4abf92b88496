import type { Origin } from "../access/caller.ts";
import type { MailMessage } from "../mail/mail.ts";

// The words of the mails about accounts. Links carry their secret behind "#", where no log sees it.

const FOOTER = "\n\n—\nSafelight, the private home for your pictures";

/** Makes the mails of one instance. */
export function accountMails(instanceOrigin: string) {
  const link = (page: string, token: string) => `${instanceOrigin}/${page}#${token}`;
  const asked = (origin: Origin, at: number) =>
    `This was asked for on ${new Date(at).toUTCString()} from the network address ${origin.address}.`;
  return {
    confirmAddress(to: string, token: string, origin: Origin, at: number): MailMessage {
      return {
        to,
        subject: "Confirm your address for Safelight",
        text: `Somebody, most likely you, registered at ${instanceOrigin} with this address. To confirm it, open this link within two days:\n\n${link("verify", token)}\n\n${asked(origin, at)} If it was not you, ignore this mail: nothing happens without the link.${FOOTER}`,
      };
    },
    alreadyRegistered(to: string, origin: Origin, at: number): MailMessage {
      return {
        to,
        subject: "You already have a Safelight account",
        text: `Somebody tried to register at ${instanceOrigin} with this address, which has an account already. If it was you, sign in at\n\n${instanceOrigin}/sign-in\n\nor ask for a new password there. ${asked(origin, at)} If it was not you, ignore this mail: nothing has changed.${FOOTER}`,
      };
    },
    resetPassword(to: string, token: string, origin: Origin, at: number): MailMessage {
      return {
        to,
        subject: "Set a new Safelight password",
        text: `Somebody, most likely you, asked to set a new password at ${instanceOrigin}. Open this link within one hour:\n\n${link("reset", token)}\n\n${asked(origin, at)} If it was not you, ignore this mail: your password stays as it is.${FOOTER}`,
      };
    },
    passwordWasReset(to: string, origin: Origin, at: number): MailMessage {
      return {
        to,
        subject: "Your Safelight password was changed",
        text: `The password of your account at ${instanceOrigin} has just been set anew with a mailed link, and every device was signed out. ${asked(origin, at)}\n\nIf it was not you, somebody reads your mail: secure your mailbox first, then set a new password at\n\n${instanceOrigin}/forgotten${FOOTER}`,
      };
    },
    tooManyTries(to: string, at: number): MailMessage {
      return {
        to,
        subject: "Somebody is guessing your Safelight password",
        text: `At ${new Date(at).toUTCString()} the tenth wrong password in a row was given for your account at ${instanceOrigin}. New tries now have to wait, a little longer each time. A browser you have signed in with before still lets you in at once.\n\nIf it was you, and you do not remember the password, set a new one at\n\n${instanceOrigin}/forgotten${FOOTER}`,
      };
    },
  };
}
