// The words of web/features/tokens: API tokens.

export const tokens = {
  title: "API tokens",
  lead: "A token lets a program reach your pictures without your password: a backup, a camera, a script. It reaches nothing else: no settings, no other tokens, nobody else's pictures.",
  lock: "A token goes on working while your vault is locked, until it expires or you revoke it here.",

  make: {
    title: "Make a token",
    name: "What it is for",
    nameHint: "So that you know it again: “Backup at home”.",
    nameMissing: "Give it a name, with at most 60 characters.",
    scope: "What the program may do",
    scopes: {
      read: { name: "See", meaning: "List and download your pictures." },
      write: { name: "Add and change", meaning: "Upload, rename, move to the trash and destroy." },
      both: { name: "Both", meaning: "See all of them, add and change." },
    },
    days: "How long it works",
    day: (days: number) =>
      ({ 1: "One day", 7: "One week", 30: "30 days", 90: "90 days", 366: "One year" })[days] ??
      `${days} days`,
    submit: "Make the token",
  },

  shown: {
    title: "Copy your token now",
    meaning:
      "It is shown only this once. Whoever has it can reach your pictures as set below, so give it to the program and to nobody else.",
    label: "Token",
    copy: "Copy",
    copied: "Copied. Clear your clipboard when the token is in its place.",
    copyRefused: "The browser did not allow copying. Select the token and copy it by hand.",
    how: "The program sends it with each request, as the header",
    done: "I have copied it",
  },

  list: {
    title: "Your tokens",
    none: "No program has a token.",
    scopes: (reads: boolean, writes: boolean): string =>
      reads && writes ? "Sees, adds and changes" : reads ? "Sees" : "Adds and changes",
    until: (when: string) => `works until ${when}`,
    used: (when: string) => `Last used ${when}`,
    unused: "Never used",
    revoke: "Revoke",
    revokeOf: (name: string) => `Revoke ${name}`,
    revoked: (name: string) => `“${name}” reaches nothing any more.`,
  },
};
