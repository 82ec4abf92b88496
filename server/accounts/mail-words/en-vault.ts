import { asked, notYou } from "./en-phrases.ts";
import type { Asked, Letter } from "./letter.ts";

// The mails about a vault, in English.

export const vaultMails = {
  vaultRotated: (a: Asked & { sealed: boolean }): Letter => ({
    subject: a.sealed ? "Your Safelight vault is sealed" : "Your Safelight vault has a new key",
    opening: [
      `The key of your vault at ${a.site} was replaced. Other devices and programs were signed out, and the recovery code you had before no longer works: use the new one. ${asked(a)}`,
      ...(a.sealed
        ? [
            "The vault is sealed now: nobody but you can open it. Without your password and your recovery code its pictures are lost.",
          ]
        : []),
      notYou(a.site),
    ],
  }),
  vaultKeyReplaced: (a: { site: string; when: string }): Letter => ({
    subject: "The key of your Safelight vault was replaced",
    opening: [
      `Whoever runs ${a.site} has found that somebody may have read the server's own key, which opens your vault. On ${a.when} the vault got a new key. Sign in again: your password and passkeys open it as before.`,
      "Your recovery code and the API tokens you made no longer work: make new ones in your settings. What was in the vault until then may have been seen.",
    ],
  }),
  startAgainAsked: (a: Asked & { starts: string }): Letter => ({
    subject: "Your Safelight vault is about to be emptied",
    opening: [
      `Somebody, most likely you, asked to start again with an empty vault at ${a.site}, because no key opens the present one. On ${a.starts} every picture in it will be destroyed for good.`,
      "If you find your password or recovery code before that, sign in and unlock the vault: that cancels it. You can also keep the vault with this link:",
    ],
    action: "Keep my vault",
    closing: [asked(a)],
  }),
  startAgainSoon: (a: { site: string; starts: string }): Letter => ({
    subject: "In two days your Safelight vault will be emptied",
    opening: [
      `On ${a.starts} every picture in your vault at ${a.site} will be destroyed for good, and a new, empty vault begins. This was asked for five days ago. To keep the vault, open this link:`,
    ],
    action: "Keep my vault",
  }),
  recoveryCodeInForce: (a: Asked): Letter => ({
    subject: "A new recovery code of your Safelight vault is in force",
    opening: [
      `A recovery code was made for your vault at ${a.site} and typed back. From now on it opens the vault, and sets a new password without a mail; one you had before no longer works. ${asked(a)}`,
      `If it was not you, make a new code in your settings, which ends this one. ${notYou(a.site)}`,
    ],
  }),
  vaultMadeManaged: (a: Asked): Letter => ({
    subject: "Your Safelight vault is managed now",
    opening: [
      `Your vault at ${a.site} was sealed, and is managed now: a new password set by mail opens it, and so could whoever runs the server. ${asked(a)}`,
      `If it was not you, seal it again in your settings. ${notYou(a.site)}`,
    ],
  }),
  guessedInside: (a: Asked & { device: string }): Letter => ({
    subject: "Somebody signed in as you is guessing your Safelight password",
    opening: [
      `On ${a.when} somebody who is signed in to your account at ${a.site}, with ${a.device} and from the network address ${a.from}, failed for the tenth time in a row to unlock the vault or to prove that they are you. New tries now have to wait, a little longer each time.`,
      "If it was not you, set a new password now: that signs out every device.",
    ],
    action: "Set a new password",
  }),
};
