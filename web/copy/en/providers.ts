// The words of web/features/oidc: signing in, linking and proving oneself through a provider.

export const providers = {
  signIn: {
    group: "Other places to sign in with",
    button: (label: string) => `Continue with ${label}`,
  },

  back: {
    title: "One moment",
    lead: "What your provider said is being looked at.",
    codeTitle: "Enter your code as well",
    codeLead: "Your provider has confirmed who you are. Here your second step is asked for too.",
    codeMissing: "Enter the six digits of your authenticator app.",
    codeWrong: "That code is wrong, or was used before. Enter the one your app shows now.",
    codeSubmit: "Confirm",
    toSignIn: "Back to sign in",
    goOn: "Go on",
    linked: (label: string) => `${label} signs you in from now on.`,
    confirmed: "You have confirmed who you are. Now go on with what you were about to do.",
  },

  section: {
    title: "Signing in elsewhere",
    lead: "Sign in with an account you have elsewhere. Whoever is signed in there then gets in here.",
    leadSealed:
      "Sign in with an account you have elsewhere. It does not open your sealed vault: that still takes your password, recovery code or passkey.",
    none: "Nothing is linked.",
    link: (label: string) => `Link ${label}`,
    linkedAt: (when: string) => `Linked ${when}`,
    usedAt: (when: string) => `last used ${when}`,
    unused: "not used yet",
    unusable: "This server does not offer it any more.",
    unlink: "Unlink",
    unlinkOf: (label: string) => `Unlink ${label}`,
    unlinkTitle: (label: string) => `Unlink ${label}?`,
    unlinkMeaning: "From then on it does not sign you in here. Your account there stays as it is.",
    unlinked: (label: string) => `${label} is unlinked.`,
  },

  proof: {
    button: (label: string) => `Confirm with ${label}`,
    why: "You are taken there and come back to this page; then begin again with what you were about to do.",
  },

  unlock: {
    button: (label: string) => `Unlock with ${label}`,
    lead: "Your vault opens when your provider confirms that it is you.",
    signInOnly:
      "You are signed in, but your provider cannot open your sealed vault. Unlock it with a secret of your own.",
  },

  firstPassword: {
    title: "Choose a password",
    lead: "Vaults are sealed on this server: only a secret of your own opens yours, not your provider and not whoever runs this server. Choose a password now; a recovery code comes next.",
    submit: "Make my vault",
  },
};
