// The words of web/features/vault: its two kinds, its recovery code, its key, and starting again.

const pictures = (count: number) => (count === 1 ? "1 picture" : `${count.toLocaleString("en")} pictures`);

/** The same sentence wherever a key is replaced: what that cannot undo. */
const COPIES_TAKEN_BEFORE =
  "A copy of the server’s data taken before, with the server’s master key or an old password of yours, still opens the pictures of that time.";

export const vault = {
  settings: {
    title: "Vault",
    managed: {
      title: "Your vault is managed",
      meaning:
        "If you forget your password, you set a new one by e-mail and your pictures open as before. Whoever runs this server, with its master key, could open your vault.",
    },
    sealed: {
      title: "Your vault is sealed",
      meaning:
        "Only what you hold opens it: your password, your recovery code, passkeys that open vaults. Whoever runs this server cannot while it is locked, and cannot help if you lose them all.",
    },
    seal: "Seal this vault",
    makeManaged: "Make it managed",
    kit: "Recovery code",
    kitLead: "56 letters and digits that open your vault when the password is gone.",
    kitSaved: "Saved and checked by you.",
    kitMissing: "Not saved yet. Your vault takes pictures once it is.",
    kitOptional: "Not saved yet. It opens your vault even when no mail reaches you.",
    kitMake: "Save my recovery code",
    kitRenew: "Make a new one",
    kitTry: "See that it works",
    key: "Vault key",
    keyLead:
      "One key seals the keys of all your pictures. Replace it when somebody else may have had your password, a device or a program of yours.",
    keyReplace: "Replace the vault key",
    lockTitle: "Lock",
    lock: "Lock now",
    lockLead:
      "You stay signed in, but nothing can be seen until you enter your password. Other open tabs lock as well.",
  },

  progress: {
    label: "Re-sealing",
    keys: (left: number) =>
      `${left === 1 ? "1 key" : `${left.toLocaleString("en")} keys`} of your pictures and albums still to be sealed under the new vault key.`,
    pictures: (left: number) => `${pictures(left)} still to be sealed anew.`,
    pace: "It goes on by itself while your vault is unlocked, and you can use everything meanwhile.",
  },

  leftBehind: {
    title: (left: number) =>
      left === 1
        ? "1 key could not be taken along"
        : `${left.toLocaleString("en")} keys could not be taken along`,
    advice:
      "When the vault key was last replaced, they, or the way to them, failed a check. Their pictures or albums are shown as damaged. Before you replace the key again, tell whoever runs this server: a backup may bring them back, and the next replacement gives up those that still fail.",
  },

  managed: {
    title: "Make your vault managed?",
    meaning:
      "If you forget your password, a mailed link gets you back in. The price: whoever runs this server, with its master key, could open your vault, too.",
    stays: "Your password and your recovery code stay as they are.",
    later:
      "You can seal it again later. A copy of the server’s data taken in between, with its master key, still opens the pictures of that time.",
    go: "Make it managed",
    done: "Your vault is managed now.",
  },

  renewal: {
    does: "What it does",
    doesNot: "What it does not undo",
    copies: COPIES_TAKEN_BEFORE,
    newCode:
      "You get a new recovery code. The former one works until the last step, and never again after it.",
    endsOthers: "Every other device is signed out, and every API token ends. This device stays signed in.",
    passkeys:
      "Passkeys still sign you in. Each opens the vault again once you have used it while the vault was unlocked.",
    under:
      "The key was replaced a moment ago, and its pictures are still moving over. Wait until that is done.",
    begin: "Go on to the new recovery code",
    confirmTitle: "Type it back",
    confirmLead: "Enter the code from where you saved it, and your password. Then it is done.",
    confirmLeadPasskey:
      "Enter the code from where you saved it, and use one of your passkeys. Then it is done.",
    ownTitle: "Something of yours that opens it",
    ownPassword:
      "Your account has no password. The new key needs a secret of your own: set a password first.",
    ownPasskey:
      "Your account has no password, so one of your passkeys has to open the vault. If none of them can, set a password first.",
    ownSubmit: "Set a password",
    toSettings: "Back to the vault",
  },

  seal: {
    title: "Seal your vault",
    lead: "From then on nobody else can open your vault while it is locked, not even whoever runs this server.",
    onlyYou:
      "Only what you hold opens it: your password, your recovery code, passkeys that open vaults. A link by mail cannot any more.",
    lostTitle: "What you take on",
    lost: "If you lose your password and your recovery code, nobody can open it, and all that is left is to start again with an empty vault: you ask once, are mailed twice, and after 7 days every picture in the old one is destroyed.",
    newKey: "The vault key is replaced: every other device is signed out, and every API token ends.",
    submit: "Seal the vault",
    doneTitle: "Your vault is sealed",
    done: "Keep the recovery code safe. When every other secret of yours is lost, nothing else opens this vault.",
  },

  rotate: {
    title: "Replace the vault key",
    lead: "For when somebody else may have had your password, a device or a program of yours.",
    newKey:
      "Everything you add from now on is sealed under the new key, and all the keys you have move over to it.",
    reseal: "Re-seal older pictures",
    resealMeaning:
      "Gives the pictures you have new data keys and newly sealed files, which ends that for what is stored from then on. It takes a while and goes on by itself while your vault is unlocked.",
    submit: "Replace the key",
    doneTitle: "Your vault has a new key",
    done: "The new recovery code is in force, and every other device is signed out.",
  },

  rehearsal: {
    title: "See that your recovery code works",
    lead: "Enter the code from where you keep it. Nothing changes; you only learn that your copy is right.",
    label: "The code from your copy",
    submit: "Try the code",
    mismatch:
      "That is not the code in force. Compare it with your copy, or look whether you have a newer one.",
    lost: "Cannot find it?",
    renew: "Make a new one",
    doneTitle: "It works",
    done: "This code opens your vault. Put it back where it was.",
    banner: "Do you still have your recovery code?",
    bannerTry: "See that it works",
    bannerLater: "Not now",
  },

  startAgain: {
    offer: "I have lost every key",
    title: "Start again with an empty vault?",
    why: "This is for when your passwords, your recovery code and every passkey are gone. Nobody can open this vault then: not you, not whoever runs this server.",
    wait: "Nothing happens for 7 days. You are mailed now, and once more two days before the end.",
    keep: "Until then you keep everything by unlocking the vault on any device, or with the link in the newest of the mails.",
    thenEmpty:
      "After that every picture in it is destroyed for good, and a new, empty vault begins. Your account, its address and its password stay.",
    go: "Start again in 7 days",
    askedTitle: (when: string) => `On ${when} this vault is emptied`,
    asked:
      "As was asked here, every picture in it is destroyed then, and a new, empty vault begins. To keep it, unlock it before that, or open the link in the newest mail about it.",
  },

  keep: {
    title: "Keep your vault",
    lead: "Somebody, most likely you, asked to start again with an empty vault. One click, and everything stays as it is.",
    submit: "Keep my vault",
    doneTitle: "Your vault stays",
    done: "Nothing is destroyed. If it was not you who asked, somebody else can sign in as you: set a new password.",
    newPassword: "Set a new password",
    dead: "Each link works once, and only the one in the newest mail. If you have kept your vault already, all is well. If not, sign in and unlock it: that keeps it, too.",
  },

  waysIn: {
    title: "Your other ways in",
    lead: "You set a new password by mail. Every device was signed out, and every API token ended. What is listed here still leads in: keep what is yours, and drop what is not.",
    kit: "Recovery code",
    kitInForce:
      "A code is in force. If somebody else may have made or seen it, make a new one: the former one ends.",
    kitAbsent: "None is in force.",
    kitRenew: "Make a new one",
    kitSave: "Save one",
    tokens: "API tokens",
    noTokens: "None: they ended with the reset.",
    passkeys: "Passkeys",
    noPasskeys: "None.",
    providers: "Sign-in providers",
    noProviders: "None is linked.",
    since: (when: string) => `Since ${when}`,
    dropPasskeys: "Look through my passkeys",
    dropProviders: "Look through my providers",
    dropTokens: "Look through my tokens",
    key: "Vault key",
    keyLead: "If somebody else was in your account, replace the vault key as well.",
    keyReplace: "Replace the vault key",
    done: "Done: go to my pictures",
  },

  kit: {
    title: "Recovery code",
    why: "This code opens your vault if you forget your password. Keep it on paper or in a password manager, away from this device.",
    whySealed:
      "Your vault is sealed: if you forget your password, this code is the only way back to your pictures. Your vault takes pictures once you have saved it.",
    once: "The code is shown once. A new one makes the former one useless as soon as you have typed it back.",
    make: "Show my recovery code",
    later: "Later",
    step: (step: number) => `Step ${step} of 2`,
    saveTitle: "Save this code",
    saveLead: "Print it, save it as a file, or copy it into your password manager. It is shown only now.",
    codeLabel: "Your recovery code",
    print: "Print",
    save: "Save as text",
    copy: "Copy",
    copied: "Copied. Clear your clipboard when the code is in its place.",
    copyRefused: "The browser did not allow copying. Select the code and copy it by hand.",
    saved: "I have saved it",
    typeTitle: "Type it back",
    typeLead: "Enter the code from where you saved it, so that you know your copy is right.",
    typeLabel: "The code from your copy",
    confirm: "Check the code",
    back: "Show the code again",
    mismatch: "That is not the code that was shown. Compare it with your copy, group by group.",
    doneTitle: "Your recovery code is in force",
    done: "Keep it safe. With it, you always get back to your pictures.",
    toPictures: "Go to my pictures",
    fileName: "safelight-recovery-code.txt",
    file: (kit: { origin: string; email: string; made: string; code: readonly string[] }) =>
      [
        "SAFELIGHT RECOVERY CODE",
        "",
        `Server   ${kit.origin}`,
        `Account  ${kit.email}`,
        `Made on  ${kit.made}`,
        "",
        ...kit.code.map((line) => `    ${line}`),
        "",
        "This code opens your vault if you forget your password.",
        "With it, anyone who can sign in as you, or who has a copy of the server's data, sees your pictures:",
        "keep it where only you can get it.",
        `To use it: open ${kit.origin}/forgotten/code, and set a new password with it.`,
        "",
      ].join("\r\n"),
    printTitle: "Safelight recovery code",
    printServer: "Server",
    printAccount: "Account",
    printMade: "Made on",
    printUse: (origin: string) =>
      `This code opens your vault if you forget your password. To use it, open ${origin}/forgotten/code, and set a new password with it. With it, anyone who can sign in as you, or who has a copy of the server’s data, sees your pictures: keep it where only you can get it.`,
  },
};
