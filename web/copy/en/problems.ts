import type { ProblemCode } from "../../../contract/problems.ts";

// What a person reads for each problem: what happened, and what to do next.

export interface ProblemWords {
  readonly title: string;
  readonly advice: string;
}

export const problems: Record<ProblemCode, ProblemWords> = {
  "request.invalid": {
    title: "Something in that was not understood",
    advice: "Check what you entered and try again.",
  },
  "request.too-large": {
    title: "That is too much at once",
    advice: "Shorten what you entered and try again.",
  },
  "request.media-type": {
    title: "That was sent in a form the server does not read",
    advice: "Reload the page and try again.",
  },
  "request.cross-site": {
    title: "The request seemed to come from another site",
    advice: "Open Safelight at its own address, then try again.",
  },
  "request.range": { title: "That part of the file does not exist", advice: "Load the picture again." },
  "host.unknown": {
    title: "Safelight does not answer at this address",
    advice: "Use the address that whoever runs this server gave you.",
  },
  "not-found": { title: "There is nothing here", advice: "It may have been deleted, or it never was." },
  "method.not-allowed": { title: "That cannot be done here", advice: "Reload the page and try again." },
  "rate.limited": { title: "That was too many requests", advice: "Wait a moment, then go on." },
  internal: {
    title: "Something went wrong on the server",
    advice:
      "Nothing you did caused it. Try again; if it stays, tell whoever runs this server the number below.",
  },
  unavailable: { title: "The server cannot do this right now", advice: "Try again in a minute." },
  "storage.full": {
    title: "The server’s disk is full",
    advice: "Nothing was saved. Tell whoever runs this server, then try again.",
  },
  "storage.unavailable": {
    title: "The picture store cannot be reached",
    advice: "Your pictures are not lost. Try again in a minute.",
  },
  "keys.unavailable": {
    title: "The key store cannot be reached",
    advice: "Your pictures stay sealed until it is back. Try again in a minute.",
  },

  "session.required": { title: "You are signed out", advice: "Sign in to go on." },
  "credentials.wrong": {
    title: "The e-mail address or the password is wrong",
    advice: "Check both. If the password will not come back to you, set a new one.",
  },
  "credentials.wait": { title: "That was too many tries", advice: "Wait a while before the next one." },
  "reauthentication.required": {
    title: "Your password is needed for this",
    advice: "Enter it again to go on.",
  },
  "reauthentication.failed": { title: "That is not your password", advice: "Check it and try again." },
  "ticket.invalid": {
    title: "The sign-in took too long, or had too many tries",
    advice: "Begin again with your e-mail address and password.",
  },
  "oidc.state-unknown": {
    title: "That visit to the provider is over",
    advice: "It took longer than ten minutes, was used already, or began in another browser. Begin again.",
  },
  "oidc.refused": {
    title: "The provider’s answer cannot be trusted",
    advice: "Nobody was signed in. Begin again; if it stays, tell whoever runs this server.",
  },
  "oidc.declined": {
    title: "The provider let nobody in",
    advice: "You stopped there, or it said no. Begin again, or use another way.",
  },
  "oidc.unavailable": {
    title: "The provider cannot be reached right now",
    advice: "Try again in a minute, or use another way.",
  },
  "oidc.email-unverified": {
    title: "The provider does not vouch for your e-mail address",
    advice: "Confirm your address there first, then begin again. Or register with a password here.",
  },
  "oidc.account-exists": {
    title: "There is an account with your address already",
    advice:
      "Sign in to it as you always do, then link the provider in your settings. From then on it signs you in.",
  },
  "oidc.other-person": {
    title: "The provider named somebody else",
    advice: "Use the account there that is linked to the one you are signed in with here.",
  },
  "identity.taken": {
    title: "That account is linked to another one here",
    advice: "Use another account there, or unlink it from the other one first.",
  },
  "identity.last": {
    title: "That is your only way in",
    advice: "Set a password or link another provider first.",
  },
  "account.disabled": {
    title: "This account is disabled",
    advice: "Ask whoever runs this server.",
  },
  "registration.domain-refused": {
    title: "Addresses of that domain may not register here",
    advice: "Use another account at the provider, or ask whoever runs this server.",
  },
  "factor.required": {
    title: "A code is needed as well",
    advice: "Enter the six digits that your authenticator app shows, or a backup code.",
  },
  "factor.wrong": {
    title: "That code is wrong, or was used before",
    advice: "Enter the code that your app shows now. If it is refused again, check the clock of your phone.",
  },
  "factor.not-begun": {
    title: "The setup of the authenticator took too long",
    advice: "Begin again and scan the new code.",
  },
  "factor.absent": { title: "There is no authenticator to change", advice: "Reload the page." },
  "factor.enrolment-required": {
    title: "Add a second factor first",
    advice: "Add a passkey or an authenticator app to go on.",
  },
  "factor.password-too-short": {
    title: "Your password is too short to stand alone",
    advice:
      "It has fewer than 15 characters, which is enough only with a second step. Set a longer one first.",
  },
  "factor.recovery-refused": {
    title: "That is not the recovery code of this account",
    advice: "Compare it letter by letter with your copy.",
  },
  "passkey.off": {
    title: "This server takes no passkeys",
    advice: "They need an https address with a name. Ask whoever runs this server, or use your password.",
  },
  "passkey.refused": {
    title: "That passkey does not sign in here",
    advice: "Try again, or use your password.",
  },
  "passkey.not-added": {
    title: "The passkey was not added",
    advice: "It took too long, or the device answered oddly. Try again.",
  },
  "passkey.absent": {
    title: "There is no passkey to use",
    advice: "It was removed meanwhile. Use your password.",
  },
  "passkey.opens-nothing": {
    title: "That passkey cannot open a vault",
    advice: "Its device offers nothing to seal a key with. Use another passkey, or your password.",
  },
  "passkey.too-many": {
    title: "You have as many passkeys as an account may have",
    advice: "Remove one that you no longer use.",
  },
  "token.not-allowed": {
    title: "An API token may not do that",
    advice: "Sign in with the account itself.",
  },
  "token.too-many": {
    title: "You have as many tokens as one account may have",
    advice: "Revoke one that you no longer use.",
  },
  "account.exists": {
    title: "That address has an account already",
    advice: "There is no need to invite them.",
  },
  "invitation.too-many": {
    title: "There are too many open invitations",
    advice: "Take some back that nobody will use.",
  },
  "administrator.last": {
    title: "The last administrator has to stay",
    advice: "Make somebody else an administrator first.",
  },
  "account.not-leaving": {
    title: "This account is not about to be deleted",
    advice: "Nothing needs to be done.",
  },
  "archive.too-large": {
    title: "That is more than one archive may hold",
    advice: "Choose fewer pictures, and download them in several archives.",
  },
  "export.running": {
    title: "Your archive is being fetched already",
    advice: "Wait until that download has ended, or end it.",
  },
  "recovery.failed": {
    title: "The address or the recovery code is wrong",
    advice: "Check both. The code has 56 letters and digits.",
  },
  "access.denied": { title: "Your account may not do that", advice: "Ask whoever runs this server." },

  "registration.closed": {
    title: "This server takes no new accounts",
    advice: "Ask whoever runs it to make one for you.",
  },
  "registration.invitation-required": {
    title: "You need an invitation to register here",
    advice: "Open the link in your invitation, or ask whoever runs this server for one.",
  },
  "invitation.invalid": {
    title: "This invitation does not work any more",
    advice: "It was used, has expired or is incomplete. Ask for a new one.",
  },
  "link.invalid": {
    title: "This link does not work any more",
    advice: "It was used, has expired or is incomplete. Ask for a new one.",
  },
  "password.refused": { title: "This password is too easy to guess", advice: "Choose another one." },
  "vault-mode.not-offered": {
    title: "This server does not offer that kind of vault",
    advice: "Choose the other one.",
  },

  "vault.locked": { title: "Your vault is locked", advice: "Unlock it to go on." },
  "vault.kit-required": {
    title: "Save your recovery code first",
    advice: "A sealed vault takes pictures once its recovery code is safe with you.",
  },
  "vault.kit-mismatch": {
    title: "That is not the code that was shown",
    advice: "Compare it letter by letter with your copy.",
  },
  "vault.unlock-failed": { title: "That does not open this vault", advice: "Check it and try again." },
  "vault.key-mismatch": {
    title: "Your vault’s key was not replaced",
    advice:
      "What opened is not the key that this server has on record. Nothing was changed. Tell whoever runs this server: its database was damaged or altered.",
  },
  "vault.rotating": {
    title: "The vault key is being replaced already",
    advice: "Wait until that is done; the vault’s settings say how much is left.",
  },
  "vault.start-again-refused": {
    title: "This vault cannot start again",
    advice: "Only a sealed vault that is locked can. Reload the page.",
  },
  "vault.new-password-required": {
    title: "Your new password is needed as well",
    advice: "Enter the password you sign in with now.",
  },

  "upload.file-missing": { title: "No file arrived", advice: "Choose the file again." },
  "upload.name-refused": {
    title: "The file is named like a program",
    advice: "If it is a picture, give it a name that ends in .jpg or the like and add it again.",
  },
  "upload.interrupted": { title: "The upload was cut off", advice: "Try again when the connection holds." },
  "upload.version": { title: "The upload does not fit this server", advice: "Load the page again." },
  "upload.offset-wrong": { title: "The upload lost its place", advice: "Try again." },
  "upload.too-many": {
    title: "Too many unfinished uploads",
    advice: "Wait for some of them to end, then try again.",
  },
  "image.too-large": {
    title: "The file is too large for this server",
    advice: "Save a smaller version and add that.",
  },
  "image.empty": { title: "The file is empty", advice: "Copy it again from where it came from." },
  "image.unsupported": {
    title: "This is not a picture that is taken here",
    advice: "Save it as JPEG or PNG and add that.",
  },
  "image.format-off": {
    title: "This server does not take pictures of that format",
    advice: "Save it in another format and add that.",
  },
  "image.truncated": {
    title: "The file ends too early",
    advice: "It was probably not copied whole. Copy it again from where it came from.",
  },
  "image.malformed": {
    title: "The file is damaged",
    advice: "Open it in a picture program, save it anew and add that.",
  },
  "image.too-many-pixels": {
    title: "The picture has too many pixels",
    advice: "Scale it down and add that.",
  },
  "image.too-many-frames": { title: "The animation is too long", advice: "Shorten it and add that." },
  "image.too-complex": {
    title: "The file is built in a way that is not safe to open",
    advice: "Open it in a picture program, save it anew and add that.",
  },
  "image.carries-code": {
    title: "The picture holds what looks like a program",
    advice: "Nothing of it was kept. Open it in a picture program, save it as JPEG and add that.",
  },
  "image.flagged": {
    title: "The virus scanner flags this file",
    advice: "Nothing of it was kept. Look at where it came from before you open it again.",
  },
  "image.undecodable": {
    title: "The picture cannot be read",
    advice: "Open it in a picture program, save it anew and add that.",
  },
  "image.decoder-timeout": {
    title: "The picture took too long to read",
    advice: "Open it in a picture program, save it anew and add that.",
  },
  "image.decoder-crash": {
    title: "The picture could not be read safely",
    advice: "Nothing of it was kept. Save it anew in a picture program and add that.",
  },
  "image.details-unsupported": {
    title: "Details cannot be put into a file of that format",
    advice: "JPEG, PNG and WebP take them. Download the original as it is.",
  },
  "image.damaged": {
    title: "The stored picture fails its check",
    advice:
      "It is not shown, because it is not what you put in. Tell whoever runs this server: a backup may hold it.",
  },
  "album.damaged": {
    title: "This album fails its check",
    advice: "Its pictures are not lost: they are in the timeline. Delete the album and make it anew.",
  },
  "album.full": {
    title: "The album is full",
    advice: "Take pictures out of it, or put these into another album.",
  },
  "album.too-many": {
    title: "There are as many albums as there may be",
    advice: "Delete an album that you no longer need. Its pictures stay.",
  },
  "album.fixed": {
    title: "The favourites stay as they are",
    advice: "They have no other name and cannot be deleted. Take single pictures out of them instead.",
  },
  "scanner.unavailable": {
    title: "The virus scanner cannot be reached",
    advice: "No picture is taken without its word. It is tried again shortly.",
  },
  "decoders.busy": { title: "The server is busy with other pictures", advice: "It is tried again shortly." },
  "quota.exceeded": {
    title: "Your space is used up",
    advice: "Empty the trash, or ask whoever runs this server for more.",
  },
};
