// The words of the frame around every page, of errors and of small parts that all pages share.

export const shell = {
  name: "Safelight",
  /** Of the browser's tab. */
  pageTitle: (page: string) => `${page} · Safelight`,
  skip: "Skip to the content",
  nav: "Main",
  pictures: "Pictures",
  trash: "Trash",
  settings: "Settings",
  administration: "People",
  accountMenu: "Account",
  lock: "Lock now",
  signOut: "Sign out",
  signedOutElsewhere: "You were signed out. Sign in to go on.",
  loading: "Loading",
  close: "Close",
  cancel: "Cancel",
  tryAgain: "Try again",
  reload: "Reload the page",
  notifications: "Messages",
  dismiss: "Dismiss",
  /** Of a button whose menu a long press opens. */
  longPress: "Press long, or Alt and arrow down, to open the menu",
  /** Rounded up, so that nobody comes back too early. */
  waitFor: (seconds: number) =>
    seconds <= 90
      ? `Wait ${Math.max(1, Math.ceil(seconds))} seconds, then try again.`
      : `Wait ${Math.ceil(seconds / 60)} minutes, then try again.`,
  look: {
    title: "Language and appearance",
    language: "Language",
    languageHint: "Mails to you are written in it, too.",
    theme: "Appearance",
    themes: { system: "As this device", dark: "Dark", light: "Light" },
    themeHint: "Kept in this browser only.",
  },
  requestId: (id: string) => `Request ${id}`,

  notices: "Notices",
  reminders: "Reminders",
  insecure:
    "This connection is not encrypted: anyone on the way can read your password and pictures. Ask whoever runs this server for an https address.",
  offline: "You are offline. What is on the screen stays; the rest comes back with the connection.",
  unreachable: "The server does not answer. Trying again every few seconds.",
  kitNotice: "Recovery code",
  kitMissing: "Your vault takes pictures once its recovery code is saved.",
  kitMissingAction: "Save it now",

  noAnswer: {
    title: "The server did not answer",
    advice: "Check your connection, then try again.",
  },
  unknownFault: {
    title: "Something went wrong on this page",
    advice: "Reload the page. If it happens again, tell whoever runs this server what you did.",
  },

  notFound: {
    title: "There is nothing here",
    advice: "The address may be mistyped, or what was here is gone.",
    action: "Go to your pictures",
  },
  crash: {
    title: "This page stopped working",
    advice: "Your pictures are safe: this is only the page that shows them. Reload it to go on.",
  },

  proof: {
    title: "Confirm that it is you",
    why: "This can change who gets into your vault, so Safelight makes sure it is you.",
    password: "Password",
    confirm: "Go on",
  },
};
