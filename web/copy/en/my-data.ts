// The words of web/features/my-data: taking everything along, another address, leaving.

export const myData = {
  title: "My data",

  take: {
    title: "Take everything along",
    lead: "One ZIP file with every picture as it is kept here, the trash included, and a file with all names, captions, dates and places.",
    prepare: "Prepare the archive",
    ready: (images: number, size: string) =>
      images === 1 ? `One picture, ${size}` : `${images} pictures, ${size}`,
    readyNone: "There is no picture yet: the archive holds your account's details only.",
    fetch: "Download the archive",
    until: (when: string) => `The link works in this window, until ${when}.`,
    keepSafe:
      "The archive is not sealed: whoever has the file sees your pictures. Keep it where only you can get it.",
    stays: "Keep your vault unlocked until the download has ended.",
  },

  leave: {
    title: "Delete the account",
    lead: "Everything in it goes: pictures, captions, recovery code, sessions and tokens. Nobody can bring anything back, not even whoever runs this server.",
    button: "Delete my account",
    dialog: "Delete your account?",
    when: "When",
    later: {
      name: "In seven days",
      meaning: "Until then you can keep it: here, or by a link that is mailed to you.",
    },
    now: { name: "At once", meaning: "There is no way back. The keys to your pictures are destroyed first." },
    type: (address: string) => `Enter ${address} to confirm`,
    typeLabel: "Your e-mail address",
    typeWrong: "That is not the address of this account.",
    goLater: "Delete it in seven days",
    goNow: "Delete it now",
    asked: (when: string) => `Your account will be deleted on ${when}.`,
    leaving: (when: string) => `This account will be deleted on ${when}`,
    leavingMeaning: "With everything in it. Until then you can change your mind.",
    keep: "Keep my account",
    kept: "Your account stays. Nothing was deleted.",
  },

  farewell: {
    title: "Your account is deleted",
    keys: (when: string, images: number) =>
      images === 0
        ? `${when}: every key of your vault was destroyed.`
        : `${when}: the keys of ${images === 1 ? "one picture" : `${images} pictures`} were destroyed, and nothing opens them any more.`,
    erased: (when: string) => `${when}: the database's own files hold none of it.`,
    erasedSoon: "The database's own files are cleaned within the hour.",
    backups: "Backups of this server may hold sealed remains until the last of them expires.",
    save: "Save this receipt",
    fileName: "safelight-deletion-receipt.txt",
    number: (id: string) => `Account ${id}`,
    door: "Go to the front door",
  },

  address: {
    title: "E-mail address",
    now: (address: string) => `You sign in with ${address}.`,
    lead: "A new address counts once it is confirmed by a link that is mailed there. Your present one is told, and can stop it.",
    leadManaged:
      "Because whoever reads your mail could open a managed vault, the change waits for a day after you ask for it.",
    label: "New e-mail address",
    missing: "Enter an e-mail address, like name@example.org.",
    same: "That is your address already.",
    submit: "Change the address",
    asked: "Look into the new mailbox, and open the link there.",
    waiting: (address: string) => `Waiting for ${address} to be confirmed`,
    waitingMeaning: (when: string) => `Open the link that was mailed there, until ${when}.`,
    confirmed: (address: string) => `Your address changes to ${address}`,
    confirmedMeaning: (when: string) => `On ${when}. Until then you sign in with the present one.`,
    cancel: "Keep the present address",
    cancelled: "Your address stays as it is.",
  },

  links: {
    incompleteTitle: "This link is incomplete",
    incomplete: "Open it again from the mail, and make sure that all of it is copied.",
    home: "Go to Safelight",
    newAddress: {
      title: "Confirm your new address",
      lead: "One click, and this address is yours here.",
      submit: "Use this address",
      doneTitle: "The address is confirmed",
      done: (address: string) => `From now on you sign in with ${address}.`,
      later: (address: string, when: string) =>
        `From ${when} on you sign in with ${address}. The present address has until then to say no.`,
      dead: "It works once, for two days, and only while nobody has stopped the change. If your address has not changed, ask for the change again in your profile.",
    },
    keepAddress: {
      title: "Keep your present address",
      lead: "Somebody asked to move your account to another address. One click stops that.",
      submit: "Keep this address",
      doneTitle: "Your address stays",
      done: (address: string) =>
        `You sign in with ${address}, as before. If it was not you who asked for a change, somebody has your password: set a new one now.`,
      password: "Set a new password",
      dead: "The change was stopped already, or is done. Your profile says which address you have; if it was changed without you, set a new password and tell whoever runs this server.",
    },
    keepAccount: {
      title: "Keep your account",
      lead: "Your account is about to be deleted with everything in it. One click keeps it.",
      submit: "Keep my account",
      doneTitle: "Your account stays",
      done: (address: string) =>
        `Nothing of ${address} was deleted. If it was not you who asked for that, somebody has your password: set a new one now.`,
      password: "Set a new password",
      dead: "If you have kept your account already, all is well. If not, and you can still sign in, keep it in the settings, under “My data”. After its day the account is gone for good.",
    },
  },
};
