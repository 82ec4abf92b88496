import { deviceName } from "#contract/device-name.ts";
import type { VaultMode } from "#contract/instance.ts";
import type { Language } from "#contract/language.ts";
import type { Origin } from "../access/caller.ts";
import type { MailMessage } from "../mail/mail.ts";
import { en } from "./mail-words/en.ts";
import { id } from "./mail-words/id.ts";
import type { Letter } from "./mail-words/letter.ts";

// The mails about accounts. Their words are in mail-words/, for each language; here they get the address
// they go to and their link, which carries its secret behind "#", where no log sees it.

const WORDS = { en, id } as const;

/** What a person, a browser or a program wrote, in one line without anything that rules a terminal or a mail. */
function inert(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").slice(0, 120);
}

/** Makes the mails of one instance, in the language of the person they go to. */
export function accountMails(instanceOrigin: string, language: Language = "en") {
  const words = WORDS[language];
  const site = instanceOrigin;
  const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const when = (at: number) => words.by(days.format(at));
  const asked = (origin: Origin, at: number) => ({ site, when: when(at), from: origin.address });
  const device = (origin: Origin) => {
    const name = deviceName(origin.device);
    return name === null ? words.someDevice : words.on(name.browser, name.system);
  };
  const link = (page: string, token: string) => `${instanceOrigin}/${page}#${token}`;

  const mail = (to: string, letter: Letter, url?: string): MailMessage => ({
    to,
    subject: letter.subject,
    text: [
      ...letter.opening,
      ...(url === undefined ? [] : [url]),
      ...(letter.closing ?? []),
      `—\n${words.footer}`,
    ].join("\n\n"),
    language,
    ...(letter.action === undefined ? {} : { action: letter.action }),
  });

  return {
    confirmAddress: (to: string, token: string, origin: Origin, at: number) =>
      mail(to, words.confirmAddress(asked(origin, at)), link("verify", token)),
    alreadyRegistered: (to: string, origin: Origin, at: number) =>
      mail(to, words.alreadyRegistered(asked(origin, at)), `${site}/sign-in`),
    resetPassword: (to: string, token: string, origin: Origin, at: number) =>
      mail(to, words.resetPassword(asked(origin, at)), link("reset", token)),
    passwordWasReset: (to: string, origin: Origin, at: number) =>
      mail(to, words.passwordWasReset(asked(origin, at)), `${site}/forgotten`),
    passwordWasResetByCode: (to: string, origin: Origin, at: number) =>
      mail(to, words.passwordWasResetByCode(asked(origin, at)), `${site}/forgotten`),
    passwordChanged: (to: string, origin: Origin, at: number) =>
      mail(to, words.passwordChanged(asked(origin, at))),
    tooManyTries: (to: string, at: number) =>
      mail(to, words.tooManyTries({ site, when: when(at) }), `${site}/forgotten`),
    newDevice: (to: string, origin: Origin, at: number) =>
      mail(to, words.newDevice({ ...asked(origin, at), device: device(origin) })),
    guessedInside: (to: string, origin: Origin, at: number) =>
      mail(to, words.guessedInside({ ...asked(origin, at), device: device(origin) }), `${site}/forgotten`),
    recoveryCodeInForce: (to: string, origin: Origin, at: number) =>
      mail(to, words.recoveryCodeInForce(asked(origin, at))),
    vaultMadeManaged: (to: string, origin: Origin, at: number) =>
      mail(to, words.vaultMadeManaged(asked(origin, at))),
    vaultRotated: (to: string, mode: VaultMode, origin: Origin, at: number) =>
      mail(to, words.vaultRotated({ ...asked(origin, at), sealed: mode === "sealed" })),
    vaultKeyReplaced: (to: string, at: number) =>
      mail(to, words.vaultKeyReplaced({ site, when: when(at) }), `${site}/sign-in`),
    startAgainAsked: (to: string, token: string, startsAt: number, origin: Origin, at: number) =>
      mail(
        to,
        words.startAgainAsked({ ...asked(origin, at), starts: when(startsAt) }),
        link("keep-vault", token),
      ),
    startAgainSoon: (to: string, token: string, startsAt: number) =>
      mail(to, words.startAgainSoon({ site, starts: when(startsAt) }), link("keep-vault", token)),
    invitation: (to: string, token: string, by: string, until: number) =>
      mail(to, words.invitation({ site, by: inert(by), until: when(until) }), link("register", token)),
    accountDisabled: (to: string) => mail(to, words.accountDisabled({ site })),
    accountEnabled: (to: string) => mail(to, words.accountEnabled({ site }), `${site}/sign-in`),
    administratorMade: (to: string) => mail(to, words.administratorMade({ site })),
    administratorUnmade: (to: string) => mail(to, words.administratorUnmade({ site })),
    deletionAsked: (to: string, token: string, until: number, origin: Origin, at: number) =>
      mail(
        to,
        words.deletionAsked({ ...asked(origin, at), until: when(until) }),
        link("keep-account", token),
      ),
    deletionCancelled: (to: string) => mail(to, words.deletionCancelled({ site })),
    accountDeleted: (to: string, at: number) => mail(to, words.accountDeleted({ site, when: when(at) })),
    confirmNewAddress: (to: string, token: string, origin: Origin, at: number) =>
      mail(to, words.confirmNewAddress(asked(origin, at)), link("new-address", token)),
    newAddressTaken: (to: string, origin: Origin, at: number) =>
      mail(to, words.newAddressTaken(asked(origin, at))),
    addressChangeAsked: (
      to: string,
      token: string,
      change: { to: string; delayed: boolean },
      origin: Origin,
      at: number,
    ) => mail(to, words.addressChangeAsked({ ...asked(origin, at), ...change }), link("keep-address", token)),
    addressChanged: (to: string, newAddress: string) =>
      mail(to, words.addressChanged({ site, to: newAddress })),
    addressKept: (to: string) => mail(to, words.addressKept({ site })),
    tokenCreated: (to: string, name: string, origin: Origin, at: number) =>
      mail(to, words.tokenCreated({ ...asked(origin, at), name: inert(name) })),
    passkeyAdded: (to: string, name: string, origin: Origin, at: number) =>
      mail(to, words.passkeyAdded({ ...asked(origin, at), name: inert(name) })),
    passkeyRemoved: (to: string, name: string, origin: Origin, at: number) =>
      mail(to, words.passkeyRemoved({ ...asked(origin, at), name: inert(name) })),
    providerLinked: (to: string, label: string, origin: Origin, at: number) =>
      mail(to, words.providerLinked({ ...asked(origin, at), label: inert(label) })),
    providerUnlinked: (to: string, label: string, origin: Origin, at: number) =>
      mail(to, words.providerUnlinked({ ...asked(origin, at), label: inert(label) })),
    factorAdded: (to: string, origin: Origin, at: number) => mail(to, words.factorAdded(asked(origin, at))),
    factorRemoved: (to: string, origin: Origin, at: number) =>
      mail(to, words.factorRemoved(asked(origin, at))),
    backupCodesRenewed: (to: string, origin: Origin, at: number) =>
      mail(to, words.backupCodesRenewed(asked(origin, at))),
    backupCodeUsed: (to: string, left: number, at: number) =>
      mail(to, words.backupCodeUsed({ site, when: when(at), left })),
    tooManyCodes: (to: string, origin: Origin, at: number) =>
      mail(to, words.tooManyCodes(asked(origin, at)), `${site}/forgotten`),
    factorRecoveryAsked: (to: string, usableAt: number, origin: Origin, at: number) =>
      mail(to, words.factorRecoveryAsked({ ...asked(origin, at), usable: when(usableAt) })),
    factorRecoveryCancelled: (to: string, origin: Origin, at: number) =>
      mail(to, words.factorRecoveryCancelled(asked(origin, at))),
    factorReplaced: (to: string, origin: Origin, at: number) =>
      mail(to, words.factorReplaced(asked(origin, at))),
  };
}

export type AccountMails = ReturnType<typeof accountMails>;
