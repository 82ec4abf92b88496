import { language, words } from "../copy/words.ts";

// What the component library says by itself, to screen readers alone: in our words, and so in the person's language.
// Its own catalogues know no Indonesian, and English would be read out with Indonesian sounds.

/** Every package whose words a component in use asks for; the library refuses to draw where one is missing. */
const PACKAGES: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "@react-aria/overlays": { dismiss: () => words.shell.close },
  "@react-aria/menu": { longPressMessage: () => words.shell.longPress },
  "@react-aria/toast": {
    close: () => words.shell.dismiss,
    notifications: () => words.shell.notifications,
  },
};

/** To be called before anything is drawn. A later choice of language is heard as well: words are looked up when said. */
export function speakForComponents(): void {
  // https://react-aria.adobe.com/internationalization: where the library looks before its own catalogues.
  Object.assign(window, {
    [Symbol.for("react-aria.i18n.locale")]: language,
    [Symbol.for("react-aria.i18n.strings")]: PACKAGES,
  });
}
