import { asked, notYou } from "./en-phrases.ts";
import { vaultMails } from "./en-vault.ts";
import type { Asked, Letter } from "./letter.ts";

// Every word of the mails about accounts, in English. The other languages have this file's type, so a mail that
// is added here does not compile until each language has it.

export const en = {
  footer: "Safelight, the private home for your pictures",
  by: (when: string) => `${when} UTC`,
  someDevice: "an unknown device",
  on: (browser: string, system: string) => `${browser} on ${system}`,

  confirmAddress: (a: Asked): Letter => ({
    subject: "Confirm your address for Safelight",
    opening: [
      `Somebody, most likely you, registered at ${a.site} with this address. To confirm it, open this link within two days:`,
    ],
    action: "Confirm my address",
    closing: [`${asked(a)} If it was not you, ignore this mail: nothing happens without the link.`],
  }),
  alreadyRegistered: (a: Asked): Letter => ({
    subject: "You already have a Safelight account",
    opening: [
      `Somebody tried to register at ${a.site} with this address, which has an account already. If it was you, sign in, or ask for a new password there:`,
    ],
    action: "Sign in",
    closing: [`${asked(a)} If it was not you, ignore this mail: nothing has changed.`],
  }),
  resetPassword: (a: Asked): Letter => ({
    subject: "Set a new Safelight password",
    opening: [
      `Somebody, most likely you, asked to set a new password at ${a.site}. Open this link within one hour:`,
    ],
    action: "Set a new password",
    closing: [`${asked(a)} If it was not you, ignore this mail: your password stays as it is.`],
  }),
  passwordWasReset: (a: Asked): Letter => ({
    subject: "Your Safelight password was changed",
    opening: [
      `The password of your account at ${a.site} has just been set anew with a mailed link, and every device was signed out. ${asked(a)}`,
      "If it was not you, somebody reads your mail: secure your mailbox first, then set a new password:",
    ],
    action: "Set a new password",
  }),
  passwordWasResetByCode: (a: Asked): Letter => ({
    subject: "Your Safelight password was changed",
    opening: [
      `The password of your account at ${a.site} has just been set anew with its recovery code, and every device was signed out. ${asked(a)}`,
      "If it was not you, somebody has your recovery code: set a new password now, then make a new recovery code in your settings:",
    ],
    action: "Set a new password",
  }),
  passwordChanged: (a: Asked): Letter => ({
    subject: "Your Safelight password was changed",
    opening: [
      `The password of your account at ${a.site} was changed in its settings. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  tooManyTries: (a: { site: string; when: string }): Letter => ({
    subject: "Somebody is guessing your Safelight password",
    opening: [
      `On ${a.when} the tenth wrong password in a row was given for your account at ${a.site}. New tries now have to wait, a little longer each time. A browser you have signed in with before still lets you in at once.`,
      "If it was you, and you do not remember the password, set a new one:",
    ],
    action: "Set a new password",
  }),
  newDevice: (a: Asked & { device: string }): Letter => ({
    subject: "Your Safelight account was opened on a new device",
    opening: [
      `Somebody, most likely you, signed in to your account at ${a.site} with ${a.device}, which was not used for it before. It was on ${a.when}, from the network address ${a.from}.`,
      notYou(a.site),
    ],
  }),
  invitation: (a: { site: string; by: string; until: string }): Letter => ({
    subject: "You are invited to Safelight",
    opening: [
      `${a.by} invites you to keep your pictures at ${a.site}. Open this link to make your account; it works once, until ${a.until}:`,
    ],
    action: "Accept the invitation",
    closing: ["If you do not know who that is, ignore this mail."],
  }),
  accountDisabled: (a: { site: string }): Letter => ({
    subject: "Your Safelight account was closed for now",
    opening: [
      `An administrator has disabled your account at ${a.site}. Every device was signed out and API tokens ended. Your pictures are kept, sealed as before.`,
      "Ask whoever runs that server why, and to open it again.",
    ],
  }),
  accountEnabled: (a: { site: string }): Letter => ({
    subject: "Your Safelight account is open again",
    opening: [`An administrator has enabled your account at ${a.site} again. You can sign in as before:`],
    action: "Sign in",
  }),
  administratorMade: (a: { site: string }): Letter => ({
    subject: "You are an administrator of Safelight now",
    opening: [
      `Your account at ${a.site} may now invite people, close accounts and set how much space each has. It opens nobody's pictures but your own.`,
      "You were signed out on every device; sign in again to go on.",
    ],
  }),
  administratorUnmade: (a: { site: string }): Letter => ({
    subject: "You are no longer an administrator of Safelight",
    opening: [
      `Your account at ${a.site} is an ordinary one again. Your pictures are not touched by this.`,
      "You were signed out on every device; sign in again to go on.",
    ],
  }),
  deletionAsked: (a: Asked & { until: string }): Letter => ({
    subject: "Your Safelight account will be deleted",
    opening: [
      `You asked to delete your account at ${a.site} with everything in it. That happens on ${a.until}, and nobody can bring anything back afterwards. Until then one link keeps it:`,
    ],
    action: "Keep my account",
    closing: [`${asked(a)} ${notYou(a.site)}`],
  }),
  deletionCancelled: (a: { site: string }): Letter => ({
    subject: "Your Safelight account stays",
    opening: [`Your account at ${a.site} will not be deleted. Everything is as it was.`],
  }),
  accountDeleted: (a: { site: string; when: string }): Letter => ({
    subject: "Your Safelight account is deleted",
    opening: [
      `On ${a.when} your account at ${a.site} was deleted: first the keys to your pictures, then the pictures themselves. Backups of the server may hold sealed remains until they expire.`,
      "This was the last mail from Safelight to you.",
    ],
  }),
  confirmNewAddress: (a: Asked): Letter => ({
    subject: "Confirm your new address for Safelight",
    opening: [
      `Somebody, most likely you, wants to use this address for an account at ${a.site}. To confirm it, open this link within two days:`,
    ],
    action: "Use this address",
    closing: [`${asked(a)} If it was not you, ignore this mail: nothing happens without the link.`],
  }),
  newAddressTaken: (a: Asked): Letter => ({
    subject: "This address already has a Safelight account",
    opening: [
      `Somebody wanted to use this address for another account at ${a.site}, but it has an account of its own. Nothing has changed. ${asked(a)}`,
    ],
  }),
  addressChangeAsked: (a: Asked & { to: string; delayed: boolean }): Letter => ({
    subject: "Your Safelight address is about to change",
    opening: [
      `You asked to use ${a.to} for your account at ${a.site} instead of this address. ${
        a.delayed
          ? "It changes once the new address is confirmed, and not before 24 hours have passed."
          : "It changes once the new address is confirmed."
      } Until then one link stops it:`,
    ],
    action: "Keep this address",
    closing: [`${asked(a)} ${notYou(a.site)}`],
  }),
  addressChanged: (a: { site: string; to: string }): Letter => ({
    subject: "Your Safelight address has changed",
    opening: [
      `Your account at ${a.site} now uses ${a.to}. This address no longer signs in there, and this was the last mail to it.`,
    ],
  }),
  addressKept: (a: { site: string }): Letter => ({
    subject: "Your Safelight address stays",
    opening: [`The address of your account at ${a.site} was not changed.`],
  }),
  tokenCreated: (a: Asked & { name: string }): Letter => ({
    subject: "A new API token can open your Safelight pictures",
    opening: [
      `An API token named “${a.name}” was made for your account at ${a.site}. A program that has it can reach your pictures without signing in, until it expires or you revoke it in your settings. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  passkeyAdded: (a: Asked & { name: string }): Letter => ({
    subject: "A new passkey signs in to your Safelight account",
    opening: [
      `A passkey named “${a.name}” was added to your account at ${a.site}. From now on it signs in there without a password. ${asked(a)}`,
      "If it was not you, remove that passkey in your settings, then set a new password: a new password alone does not end it.",
    ],
  }),
  passkeyRemoved: (a: Asked & { name: string }): Letter => ({
    subject: "A passkey of your Safelight account was removed",
    opening: [
      `The passkey named “${a.name}” no longer signs in to your account at ${a.site}. You can delete it from your device or password manager as well. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  providerLinked: (a: Asked & { label: string }): Letter => ({
    subject: `${a.label} can now sign you in to Safelight`,
    opening: [
      `Your account at ${a.site} was linked to one at ${a.label}. From now on, whoever is signed in there gets in here without your password. ${asked(a)}`,
      "If it was not you, unlink it in your settings, then set a new password: a new password alone does not end the link.",
    ],
  }),
  providerUnlinked: (a: Asked & { label: string }): Letter => ({
    subject: `${a.label} no longer signs you in to Safelight`,
    opening: [
      `The link between your account at ${a.site} and the one at ${a.label} was removed. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  factorAdded: (a: Asked): Letter => ({
    subject: "An authenticator now guards your Safelight account",
    opening: [
      `From now on, signing in at ${a.site} asks for a code of your authenticator app as well. Keep the ten backup codes that were shown: one of them gets you in when the app is not at hand. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  factorRemoved: (a: Asked): Letter => ({
    subject: "Your Safelight account has no authenticator any more",
    opening: [
      `The authenticator of your account at ${a.site} was removed, and its backup codes with it. The password alone signs in now. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  backupCodesRenewed: (a: Asked): Letter => ({
    subject: "New backup codes for your Safelight account",
    opening: [
      `Ten new backup codes were made for your account at ${a.site}. The former ones no longer work. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  backupCodeUsed: (a: { site: string; when: string; left: number }): Letter => ({
    subject: "A backup code of your Safelight account was used",
    opening: [
      `On ${a.when} a backup code was used for your account at ${a.site}. ${
        a.left === 0
          ? "None is left: make new ones in your settings."
          : `Codes that are left: ${a.left}. New ones can be made in your settings.`
      }`,
      notYou(a.site),
    ],
  }),
  tooManyCodes: (a: Asked): Letter => ({
    subject: "Somebody knows your Safelight password",
    opening: [
      `On ${a.when}, from the network address ${a.from}, somebody gave the right password of your account at ${a.site}, and five wrong codes after it. They did not get in, and further codes have to wait.`,
      "If it was not you, set a new password now:",
    ],
    action: "Set a new password",
  }),
  factorRecoveryAsked: (a: Asked & { usable: string }): Letter => ({
    subject: "Somebody wants into your Safelight account without your authenticator",
    opening: [
      `Somebody with your password and your recovery code, most likely you, asked to sign in at ${a.site} without a code of the authenticator. From ${a.usable} on, the recovery code will do instead, and the authenticator will be removed. ${asked(a)}`,
      "If it was not you, sign in now with a code of your authenticator: that cancels it. Then set a new password and make a new recovery code.",
    ],
  }),
  factorRecoveryCancelled: (a: Asked): Letter => ({
    subject: "Your authenticator stays",
    opening: [
      `Somebody had asked to sign in to your account at ${a.site} without its authenticator. A code of it was given since, so nothing comes of that. If you had not asked yourself, set a new password and make a new recovery code in your settings.`,
    ],
  }),
  factorReplaced: (a: Asked): Letter => ({
    subject: "Your Safelight authenticator was replaced by the recovery code",
    opening: [
      `The recovery code was used to sign in to your account at ${a.site} without its authenticator. The authenticator and its backup codes are removed. Add a new one in your settings. ${asked(a)}`,
      notYou(a.site),
    ],
  }),
  ...vaultMails,
};

export type MailWords = typeof en;
