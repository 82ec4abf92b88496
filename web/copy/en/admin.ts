// The words of web/features/admin: people and invitations.

export const admin = {
  nav: "Administration",
  people: "People",
  invitations: "Invitations",

  list: {
    title: "People",
    lead: "Who has a vault here, and how much room it takes. What is in a vault, nobody but its owner can see.",
    find: "Find by address",
    none: "Nobody's address contains that.",
    more: "Show more",
    you: "You",
    administrator: "Administrator",
    disabled: "Disabled",
    leaving: (day: string) => `Deletes itself on ${day}`,
    since: (day: string) => `Here since ${day}`,
    seen: (when: string) => `Last seen ${when}`,
    neverSeen: "Never signed in",
    space: (used: string) => `${used} used`,
    spaceOf: (used: string, quota: string) => `${used} of ${quota} used`,
    actions: (address: string) => `What to do with ${address}`,
    makeAdministrator: "Make an administrator",
    unmakeAdministrator: "Make an ordinary account",
    setSpace: "Set the space",
    disable: "Disable",
    enable: "Enable",
  },

  confirm: {
    disable: (address: string) => `Disable ${address}?`,
    disableMeaning:
      "They are signed out everywhere at once, and programs with their tokens are shut out. Their pictures stay, sealed as they are, and you can enable the account again.",
    disableGo: "Disable the account",
    disabled: (address: string) => `${address} is disabled.`,
    enabled: (address: string) => `${address} is enabled.`,
    make: (address: string) => `Make ${address} an administrator?`,
    makeMeaning:
      "They may invite and disable people, set everybody's space and make more administrators. They still see nobody's pictures but their own. They are signed out everywhere, and sign in again with the new rights.",
    makeGo: "Make them an administrator",
    made: (address: string) => `${address} is an administrator now.`,
    unmake: (address: string) => `Make ${address} an ordinary account?`,
    unmakeMeaning:
      "They can no longer administer this server. Their own pictures are not touched. They are signed out everywhere, and sign in again.",
    unmakeGo: "Take it away",
    unmade: (address: string) => `${address} is an ordinary account now.`,
    mailed: "They are told by mail.",
  },

  space: {
    title: (address: string) => `Space of ${address}`,
    meaning:
      "How much their pictures may take, the trash included. What is stored already stays, whatever you set.",
    label: "Space in gigabytes",
    hint: "Leave it empty for what this server gives everybody.",
    refused: "Enter a number, like 5 or 0.5, or leave it empty.",
    save: "Set",
    saved: (address: string) => `The space of ${address} is set.`,
  },

  invite: {
    title: "Invitations",
    lead: "An invitation makes one account, whatever the rules for registering are. It works once.",
    how: "How it gets there",
    byMail: { name: "By mail", meaning: "Safelight mails the link. Using it also proves the address." },
    byLink: {
      name: "By a link that I hand over",
      meaning: "The link is shown to you once. Whoever has it can make the account.",
    },
    address: "Their e-mail address",
    addressMissing: "Enter an e-mail address, like name@example.org.",
    days: "How long it works",
    day: (days: number) => (days === 1 ? "One day" : `${days} days`),
    submit: "Invite",
    mailed: (address: string) => `The invitation to ${address} is on its way.`,
    linkTitle: "Hand this link over",
    linkMeaning:
      "It is shown only now. Whoever opens it first can make an account, so send it to one person.",
    link: "Invitation link",
    copy: "Copy",
    copied: "Copied.",
    copyRefused: "The browser did not allow copying. Select the link and copy it by hand.",
    done: "Done",
    open: "Open invitations",
    none: "Nobody is invited at the moment.",
    toAddress: (address: string) => address,
    toAnyone: "By a link",
    until: (when: string, by: string | null) =>
      by === null ? `Works until ${when}` : `By ${by}, works until ${when}`,
    revoke: "Take back",
    revokeOf: (what: string) => `Take back: ${what}`,
    revoked: "The invitation no longer works.",
  },
};
