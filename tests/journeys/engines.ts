// Which browsers walk which journeys. Chromium walks all on a desktop, and on a phone those in which width matters.

/** What everybody does, walked in Firefox and in WebKit as well. */
export const IN_EVERY_ENGINE = [
  "first-day.pw.ts",
  "gallery-core.pw.ts",
  "vault.pw.ts",
  "refused-bodies.pw.ts",
  "reset-by-code.pw.ts",
];

/** Walked in Chromium alone, and why. */
export const CHROMIUM_ONLY: Readonly<Record<string, string>> = {
  "archive.pw.ts": "damages what the server keeps; a file is downloaded in each engine on the first day",
  "albums.pw.ts":
    "every state of an album; one is made, filled and opened in each engine by gallery-core.pw.ts",
  "by-keyboard.pw.ts": "judges what has the focus by how it is drawn, which is said of Chromium alone so far",
  "choose-password.pw.ts": "holds a worker's script back, by intercepting it",
  "every-page.pw.ts": "looks at what is drawn, in both themes and at several widths",
  "installed-app.pw.ts":
    "looks into service workers and their caches, which only Chromium shows to its driver",
  "invitation.pw.ts": "expects the refusals that only Chromium logs, and shows them in both themes",
  "languages.pw.ts": "breaks requests on purpose, by intercepting them",
  "large-upload.pw.ts": "breaks a connection in the middle of a file, by intercepting it",
  "messages.pw.ts": "a finger on a phone, which only Chromium can be",
  "nothing-left.pw.ts":
    "looks into every storage of the browser, and refuses other hosts by intercepting them",
  "oidc.pw.ts": "keeps a provider's pages from asking other hosts for fonts, by intercepting them",
  "own-colours.pw.ts": "forces colours and asks for contrast, which only Chromium can be told",
  "passkeys.pw.ts": "needs a virtual authenticator: Firefox has none, and WebKitGTK no WebAuthn at all",
  "people.pw.ts": "what administrators do, out of the same components",
  "search.pw.ts": "watches what is asked while somebody types; gallery-core.pw.ts types in each engine",
  "second-factor.pw.ts": "shows every step in both themes, and only Chromium can be told which",
  "live.pw.ts": "signs one person in on two devices at once, and the WebKit driver runs one browser",
  "selection.pw.ts": "holds a finger down by raw touches, which only Chromium's own protocol sends",
  "timeline.pw.ts": "answers for a million pictures and breaks requests, by intercepting them",
  "upload-tray.pw.ts": "breaks connections and slows answers, by intercepting them",
  "viewer.pw.ts": "pinches by raw touches, which only Chromium's own protocol sends",
};

/** Not walked on a phone a second time, and why: what they show does not hang on the width of the page. */
export const AT_ANY_WIDTH: Readonly<Record<string, string>> = {
  "gallery-core.pw.ts": "by mouse and keyboard, what others show on a phone each for itself",
  "installed-app.pw.ts": "what the worker keeps, and takes over",
  "languages.pw.ts": "words, whose fit on a phone every-page.pw.ts looks at",
  "large-upload.pw.ts": "bytes that arrive whole",
  "live.pw.ts": "what is heard, not how it looks",
  "messages.pw.ts": "makes itself a phone",
  "nothing-left.pw.ts": "what the browser stores",
  "oidc.pw.ts": "the way to a provider and back, by forms that other journeys fill on a phone",
  "own-colours.pw.ts": "colours",
  "refused-bodies.pw.ts": "answers that come while a file is still on its way",
};
