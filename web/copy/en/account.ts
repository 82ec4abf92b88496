// The words of web/features/account: the ways in, and the settings.

export const account = {
  email: "E-mail address",
  password: "Password",
  newPassword: "New password",
  showPassword: "Show the password",
  hidePassword: "Hide the password",
  emailMissing: "Enter an e-mail address, like name@example.org.",
  passwordMissing: "Enter your password.",
  backToSignIn: "Back to sign-in",

  signIn: {
    title: "Sign in",
    submit: "Sign in",
    forgotten: "Forgotten your password?",
    noAccount: "No account yet?",
    register: "Make one",
    verified: "Your address is confirmed. Sign in and your vault is made.",
    reset: "Your new password is set, and every device was signed out. Sign in with it.",
    registered: "Sign in with the address and password you chose.",
    wrong: "The address or the password is wrong. Check both.",
  },

  register: {
    title: "Make an account",
    lead: "A private home for your pictures. Each one is sealed as it arrives.",
    invited: "You were invited: this account works as soon as you have made it.",
    name: "Your name",
    nameHint: "If you like. It is shown in the corner of the page.",
    nameRefused: "Use at most 80 characters, without line breaks.",
    submit: "Make the account",
    haveAccount: "Have an account?",
    signIn: "Sign in",
    vault: "If you ever forget your password",
    managed: {
      name: "Managed vault",
      promise: "You can get back in by e-mail",
      meaning:
        "You set a new password with a mailed link and your pictures open as before. The price: whoever runs this server could open your vault, too.",
    },
    sealed: {
      name: "Sealed vault",
      promise: "Only you can get back in",
      meaning:
        "Nobody else can open your vault while it is locked, not even whoever runs this server. You keep a recovery code; without it and your password, your pictures are gone for good.",
    },
    onlyManaged:
      "On this server vaults are managed: a forgotten password can be replaced by e-mail, and whoever runs the server could open your vault.",
    onlySealed:
      "On this server vaults are sealed: only your password or your recovery code opens yours. Without both, your pictures are gone for good.",
    mailedTitle: "Look into your mailbox",
    mailed: (email: string) =>
      `A mail is on its way to ${email}. Open the link in it within two days to confirm that the address is yours.`,
    mailMissing:
      "Nothing there after some minutes? Look among the unwanted mail, or check the address and send it again.",
    mailToFolder:
      "This server is on trial and sends no real mail: whoever runs it finds the link on the terminal and in the outbox folder.",
    again: "Change the address or send again",
    closedTitle: "This server takes no new accounts",
    closed: "Ask whoever runs it to make one for you.",
    invitationTitle: "You need an invitation",
    invitation: "Open the link in your invitation, or ask whoever runs this server for one.",
    deadInvitation:
      "It was used, has expired or was taken back. If you have made your account with it, sign in. If not, ask whoever invited you for a new one.",
    withoutInvitation: "Make an account without it",
    domain: "This server takes addresses of certain domains only. Ask whoever runs it which.",
  },

  verify: {
    title: "Confirm your address",
    lead: "One click, and your account is ready.",
    submit: "Confirm my address",
    incompleteTitle: "This link is incomplete",
    incomplete: "Open it again from the mail, and make sure that all of it is copied.",
    dead: "If you have confirmed your address before, sign in. If not, the link has expired after two days: register again.",
    registerAgain: "Register again",
  },

  forgotten: {
    title: "Forgotten your password?",
    lead: "Enter the address of your account, and a link to set a new password is mailed to it.",
    submit: "Mail me a link",
    sentTitle: "Look into your mailbox",
    sent: (email: string) =>
      `If ${email} has an account here, a mail is on its way. Its link works for one hour.`,
    again: "Use another address",
  },

  resetByCode: {
    title: "Set a new password",
    lead: "With your recovery code no mail is needed. Your vault opens with the new password, sealed or not; every device is signed out.",
    link: "Use my recovery code instead",
    byMail: "Use a mailed link instead",
  },

  reset: {
    title: "Set a new password",
    lead: "Every device is signed out when it is set.",
    submit: "Set the password",
    ask: "Ask for a new link",
    sealedTitle: "Your password is set. Your vault is still sealed.",
    sealed:
      "A mailed link cannot open a sealed vault. Sign in with the new password; then the vault asks for your recovery code or your former password, once.",
    signIn: "Go to sign-in",
  },

  unlock: {
    title: "Unlock your vault",
    as: (email: string) => `You are signed in as ${email}. Your pictures stay sealed until you unlock them.`,
    submit: "Unlock",
    otherWays: "Other ways to unlock",
    byPassword: "Unlock with my password",
    afterReset:
      "Your password signs you in, but does not open your sealed vault yet: it was set by mail, or the vault key was replaced with a passkey. Open it once in one of these ways; from then on the password is enough.",
    how: "Open it with",
    code: "Recovery code",
    former: "Former password",
    codeHint: "56 letters and digits in groups of four. Capitals and dashes do not matter.",
    present: "The password you sign in with now",
    wrongPassword: "That is not the password of this vault.",
    wrongCode: "The code or the password is wrong. Check both.",
    wrongFormer: "That former password does not open this vault.",
    codeMissing: "Enter your recovery code.",
    codeLength: (letters: number) => `A recovery code has 56 letters and digits; this one has ${letters}.`,
    lost: "Without the recovery code and every password this vault had, nobody can open it: not you, not whoever runs this server.",
  },

  settings: {
    nav: "Settings",
    profile: "Profile",
    security: "Security",
    vault: "Vault",
    tokens: "API tokens",
    myData: "My data",
  },

  profile: {
    title: "Profile",
    name: "Your name",
    nameHint: "Shown in the corner of the page.",
    save: "Save",
    saved: "Saved.",
    since: (day: string) => `Account made on ${day}`,
    administrator: "You run this server: this account is an administrator.",
  },

  security: {
    title: "Password and devices",
    password: "Password",
    passwordLead: "Changing it does not touch your pictures or your recovery code.",
    change: "Change the password",
    changed: "Your password is changed.",
    none: "Your account has no password yet. With one you can sign in and open your vault without anybody else.",
    set: "Set a password",
    wasSet: "Your password is set.",
    afterChange:
      "Other devices stay signed in, and the vault keeps its key. If somebody else knew the old password, sign them out and replace the key.",
    replaceKey: "Replace the vault key",
    devices: "Where you are signed in",
    devicesLead: "Sign out what you do not know, and change your password.",
    device: (browser: string, system: string) => `${browser} on ${system}`,
    unknownDevice: "Unknown device",
    thisDevice: "This device",
    used: (when: string) => `Last used ${when}`,
    signedInAt: (when: string) => `Signed in ${when}`,
    end: "Sign out",
    endDevice: (device: string) => `Sign out ${device}`,
    ended: "That device is signed out.",
    endOthers: "Sign out everywhere else",
    endedOthers: "You are signed out everywhere but here.",
    onlyHere: "You are signed in nowhere else.",
  },

  meter: {
    label: "How hard it is to guess",
    empty: {
      classic:
        "Twelve or more characters, with a capital, a small letter, a digit and a special character. Or let your password manager make one.",
      nist: "Fifteen or more characters of any kind. A few unrelated words do well, or let your password manager make one.",
      nistWithFactor:
        "Twelve or more characters of any kind, since a second step comes with it. A few unrelated words do well, or let your password manager make one.",
      nistMaybe:
        "Fifteen or more characters of any kind; twelve where your account has a second step when signing in. A few unrelated words do well, or let your password manager make one.",
    },
    strength: [
      "Known or very easy to guess",
      "Very easy to guess",
      "Easy to guess",
      "Hard to guess",
      "Very hard to guess",
    ],
    good: "This password will do.",
    guessable:
      "It meets the rules, but a program would guess it. Add another unrelated word, or anything less expected.",
    ownWords: "Most of it is your name, your address or the word Safelight. Add something of its own.",
    tooShort: "That is too short for an account that signs in by its password alone. Make it longer.",
    met: "met",
    unmet: "still missing",
    rules: {
      "too-short": (least: number) => `At least ${least} characters`,
      tooShortMaybe: (least: number, withFactor: number) =>
        `At least ${least} characters, or ${withFactor} with a second step`,
      "needs-upper-case": "A capital letter",
      "needs-lower-case": "A small letter",
      "needs-digit": "A digit",
      "needs-special": "A special character, like - or !",
      "too-long": (most: number) => `At most ${most} characters`,
    },
  },
};
