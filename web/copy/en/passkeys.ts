// The words of web/features/passkeys: adding and keeping them, signing in, unlocking and proving oneself with one.

export const passkeys = {
  or: "or",
  fault: {
    cancelled: {
      title: "The passkey was not used",
      advice:
        "You closed the question, it took too long, or your finger, face or PIN was not recognised. Try again when you are ready.",
    },
    known: {
      title: "This device has a passkey of yours already",
      advice: "Sign in with that one, or add one on another device.",
    },
    unfit: {
      title: "This device cannot make a passkey",
      advice: "It takes one that asks for your fingerprint, face or PIN. Try another device or security key.",
    },
    unavailable: {
      title: "The browser refused to use a passkey",
      advice: "Check that the address above is the usual one of this server, then try again.",
    },
  },

  signIn: {
    button: "Sign in with a passkey",
    refusedTitle: "That passkey does not sign in here",
    refused:
      "It may have been removed from its account, or this page waited too long. Try again, or use your password.",
  },

  unlock: {
    button: "Unlock with a passkey",
    signInOnly: "Your passkey signed you in, but it cannot open your vault. Unlock it with your password.",
    wrongTitle: "That passkey does not open your vault",
    wrong:
      "It may only sign in, or the vault key has been replaced since. Unlock with your password; after that the passkey can be made to open the vault in the settings.",
    newPassword: "Your password, to go with the passkey",
    newPasswordWhy:
      "Your password does not open the vault yet: it was reset, or the key was replaced with a passkey. With it and the passkey together your vault opens, and from then on the password opens it by itself.",
  },

  proof: {
    button: "Use a passkey",
    refused: "That passkey was not taken. Try again, or enter your password.",
  },

  newKey: {
    button: "Use a passkey",
    instead: "Use a passkey instead of the password",
    passwordLater:
      "Your password then opens the vault again once you have entered it here while the vault is unlocked.",
    refused: "That passkey was not taken. Try again with the one that opens your vault.",
    opensNothingTitle: "That passkey cannot open a vault",
    opensNothing: "It signs you in, but its device offers nothing to seal a key with. Use your password.",
    opensNothingAlone:
      "It signs you in, but its device offers nothing to seal a key with. Use another passkey, or go back and set a password first.",
    unsupported: "This browser knows no passkeys. Go back and set a password first, or use another browser.",
  },

  step: {
    button: "Use a passkey",
    wrongTitle: "That passkey does not finish this sign-in",
    wrong: "It belongs to another account, or it took too long. Try again.",
  },

  section: {
    title: "Passkeys",
    lead: "Sign in with the fingerprint, face or PIN of your device instead of a password. Nothing to remember, nothing to give away to a false site.",
    none: "None yet.",
    add: "Add a passkey",
    unsupported: "This browser knows no passkeys.",
    opensVault: "Signs in and opens your vault",
    signsIn: "Signs in; a managed vault opens all the same",
    signsInSealed: "Signs in, but does not open your sealed vault",
    added: (when: string) => `Added ${when}`,
    used: (when: string) => `last used ${when}`,
    unused: "not used yet",
    letOpen: "Let it open the vault",
    opens: (name: string) => `${name} opens your vault now.`,
    opensNot: "This passkey can sign in, but its device offers nothing to open a vault with.",
    rename: "Rename",
    renameOf: (name: string) => `Rename ${name}`,
    remove: "Remove",
    removeOf: (name: string) => `Remove ${name}`,
  },

  enrol: {
    why: "Or add a passkey: the fingerprint, face or PIN of your device, in place of password and code.",
    button: "Add a passkey instead",
  },

  create: {
    title: "Add a passkey",
    why: "Your browser then asks where to keep it: on this device, on a phone, on a security key or in a password manager.",
    name: "What to call it",
    nameHint: "So that you know it among others, for example the device it is on.",
    nameMissing: "Give it a name of at most 60 characters.",
    go: "Go on",
    device: (browser: string, system: string) => `${browser} on ${system}`,
    fallback: "My passkey",
    done: (name: string) => `${name} signs you in from now on.`,
    doneOpens: (name: string) => `${name} signs you in and opens your vault from now on.`,
    second: {
      title: "One more gesture",
      why: "The passkey is added. Use it once more, so that it can open your vault as well and not only sign you in.",
      go: "Use the passkey",
      later: "Not now",
    },
  },

  rename: {
    title: "Rename the passkey",
    go: "Rename",
  },

  remove: {
    title: (name: string) => `Remove ${name}?`,
    meaning:
      "It signs you in no longer and opens nothing. Your device may go on offering it: delete it there as well.",
    go: "Remove it",
    done: (name: string) => `${name} is removed.`,
  },
};
