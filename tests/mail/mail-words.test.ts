import assert from "node:assert/strict";
import { test } from "node:test";
import { type Language, languageOf } from "#contract/language.ts";
import { type AccountMails, accountMails } from "../../server/accounts/account-mails.ts";
import type { MailMessage } from "../../server/mail/mail.ts";
import { htmlOf } from "../../server/mail/mail-html.ts";
import { linkToken, PASSWORD, startMemoryApp } from "../support/memory-app.ts";

const SITE = "https://pictures.example.org";
const ORIGIN = {
  address: "192.0.2.7",
  device: "Mozilla/5.0 (X11; Linux) Firefox/150.0",
  language: "en",
} as const;
const CANARY = `<img src=x onerror=alert(1)>"'&\u202e\r\nBcc: x@example.org`;

const AT = 1_750_000_000_000;
const TO = "to@example.org";

/** Arguments for each mail there is: a mail without a row does not compile. */
const GIVEN: { readonly [K in keyof AccountMails]: Parameters<AccountMails[K]> } = {
  confirmAddress: [TO, "token", ORIGIN, AT],
  alreadyRegistered: [TO, ORIGIN, AT],
  resetPassword: [TO, "token", ORIGIN, AT],
  passwordWasReset: [TO, ORIGIN, AT],
  passwordWasResetByCode: [TO, ORIGIN, AT],
  passwordChanged: [TO, ORIGIN, AT],
  tooManyTries: [TO, AT],
  newDevice: [TO, ORIGIN, AT],
  guessedInside: [TO, ORIGIN, AT],
  recoveryCodeInForce: [TO, ORIGIN, AT],
  vaultMadeManaged: [TO, ORIGIN, AT],
  vaultRotated: [TO, "sealed", ORIGIN, AT],
  vaultKeyReplaced: [TO, AT],
  startAgainAsked: [TO, "token", AT, ORIGIN, AT],
  startAgainSoon: [TO, "token", AT],
  invitation: [TO, "token", CANARY, AT],
  accountDisabled: [TO],
  accountEnabled: [TO],
  administratorMade: [TO],
  administratorUnmade: [TO],
  deletionAsked: [TO, "token", AT, ORIGIN, AT],
  deletionCancelled: [TO],
  accountDeleted: [TO, AT],
  confirmNewAddress: [TO, "token", ORIGIN, AT],
  newAddressTaken: [TO, ORIGIN, AT],
  addressChangeAsked: [TO, "token", { to: "new@example.org", delayed: true }, ORIGIN, AT],
  addressChanged: [TO, "new@example.org"],
  addressKept: [TO],
  tokenCreated: [TO, CANARY, ORIGIN, AT],
  passkeyAdded: [TO, CANARY, ORIGIN, AT],
  passkeyRemoved: [TO, CANARY, ORIGIN, AT],
  providerLinked: [TO, CANARY, ORIGIN, AT],
  providerUnlinked: [TO, CANARY, ORIGIN, AT],
  factorAdded: [TO, ORIGIN, AT],
  factorRemoved: [TO, ORIGIN, AT],
  backupCodesRenewed: [TO, ORIGIN, AT],
  backupCodeUsed: [TO, 3, AT],
  tooManyCodes: [TO, ORIGIN, AT],
  factorRecoveryAsked: [TO, AT, ORIGIN, AT],
  factorRecoveryCancelled: [TO, ORIGIN, AT],
  factorReplaced: [TO, ORIGIN, AT],
};

function allMails(language: Language): readonly (readonly [string, MailMessage])[] {
  const mails = accountMails(SITE, language);
  return (Object.keys(mails) as (keyof AccountMails)[]).map((name) => {
    // Safe because GIVEN's type holds each name to its own parameters, which a union of functions forgets.
    const write = mails[name] as (...given: readonly unknown[]) => MailMessage;
    return [name, write(...GIVEN[name])] as const;
  });
}

test("a person is written to in the language their browser asked for when they registered", async () => {
  const app = await startMemoryApp();
  try {
    const client = app.client();
    const json = { email: "budi@example.org", password: PASSWORD };
    await client.request("POST", "/api/accounts", {
      json,
      headers: { "accept-language": "id-ID,id;q=0.9,en;q=0.8" },
    });
    await app.rooms.mail.deliverDue();
    assert.equal(app.mails.at(-1)?.subject, "Konfirmasikan alamat Anda untuk Safelight");
    await client.post("/api/accounts/verify", { token: linkToken(app.mails.at(-1)) });
    // Asked from an English browser: it is the person's language that counts.
    await app.client().post("/api/password/forgot", { email: json.email });
    await app.rooms.mail.deliverDue();
    assert.equal(app.mails.at(-1)?.subject, "Buat kata sandi Safelight yang baru");
  } finally {
    await app.close();
  }
});

test("the language that is wanted most and spoken here wins, and English where none is", () => {
  for (const [header, expected] of [
    [undefined, "en"],
    ["", "en"],
    ["id", "id"],
    ["in-ID", "id"],
    ["de-DE, fr;q=0.9", "en"],
    ["de, id;q=0.5, en;q=0.4", "id"],
    ["en;q=0.2, id;q=0.9", "id"],
    ["id;q=0, en", "en"],
    ["id;q=abc", "id"],
    [`${"x,".repeat(5000)}id`, "en"],
  ] as const) {
    assert.equal(languageOf(header), expected, String(header).slice(0, 30));
  }
});

for (const language of ["en", "id"] as const) {
  test(`no mail of ${language} misses a word, and none fetches or runs anything`, () => {
    for (const [name, message] of allMails(language)) {
      const html = htmlOf(message);
      for (const text of [message.subject, message.text, html]) {
        assert.doesNotMatch(text, /undefined|null|\[object|NaN|Invalid Date/, name);
      }
      assert.doesNotMatch(html, /<(img|script|link|iframe|style|object)\b|<[^>]*\ssrc=|url\(|@import/i, name);
      assert.match(message.subject, /^[^\r\n]{5,90}$/, name);
      assert.match(message.text, /\n\n—\nSafelight, [^\n]+$/, name);
      for (const [, href = ""] of html.matchAll(/href="([^"]*)"/g)) assert.ok(href.startsWith(SITE), name);
    }
  });
}

test("no mail says the same in both languages", () => {
  const indonesian = new Map(allMails("id"));
  for (const [name, message] of allMails("en")) {
    assert.notEqual(indonesian.get(name)?.subject, message.subject, name);
    assert.notEqual(indonesian.get(name)?.text, message.text, name);
  }
});

test("what people wrote comes out inert, in text and in HTML", () => {
  for (const [name, message] of allMails("en")) {
    if (!["invitation", "tokenCreated", "passkeyAdded", "passkeyRemoved"].includes(name)) continue;
    assert.doesNotMatch(message.text, /\u202e|\r|\nBcc/);
    assert.match(message.text, /onerror/, "the canary is in there");
    assert.doesNotMatch(htmlOf(message), /<img|onerror=alert\(1\)>"/);
  }
});

test("the link stands alone on its line, and the HTML shows it as a button and in full", () => {
  const message = accountMails(SITE).confirmAddress("a@example.org", "secret", ORIGIN, AT);
  assert.ok(message.text.split("\n").includes(`${SITE}/verify#secret`));
  const html = htmlOf(message);
  assert.equal(html.split(`href="${SITE}/verify#secret"`).length - 1, 2);
  assert.match(html, />Confirm my address<\/a>/);
});

test("a sign-in with a new browser is told by mail, but not the first one of an account", async () => {
  const app = await startMemoryApp();
  const subjects = async (): Promise<string[]> => {
    await app.rooms.mail.deliverDue();
    return app.mails.map((mail) => mail.subject).filter((subject) => /new device/.test(subject));
  };
  try {
    const { client, email } = await app.member();
    assert.deepEqual(await subjects(), []);
    client.cookies.delete("safelight");
    await client.post("/api/sessions", { email, password: PASSWORD });
    assert.deepEqual(await subjects(), [], "the browser is known");
    await app.client().post("/api/sessions", { email, password: PASSWORD });
    assert.equal((await subjects()).length, 1);
  } finally {
    await app.close();
  }
});

test("a changed password is told by mail", async () => {
  const app = await startMemoryApp();
  try {
    const { client, email } = await app.member();
    assert.equal((await client.put("/api/password", { password: "Meadow4!lantern-Crisp" })).status, 204);
    await app.rooms.mail.deliverDue();
    const mail = app.mails.findLast((one) => one.to === email);
    assert.match(mail?.subject ?? "", /password was changed/);
    assert.match(mail?.text ?? "", /127\.0\.0\.1/);
  } finally {
    await app.close();
  }
});
