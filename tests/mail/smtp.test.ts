import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newKey } from "../../server/crypto/random.ts";
import { migrate } from "../../server/database/migrate.ts";
import { migrationsFor } from "../../server/database/migrations/migrations.ts";
import { type Database, openDatabase } from "../../server/database/open.ts";
import { type Mail, type MailMessage, openMail } from "../../server/mail/mail.ts";
import { smtpTransport } from "../../server/mail/smtp.ts";
import {
  type Certificate,
  MAIL_HOST,
  MAIL_PASSWORD,
  MAIL_USER,
  type MailServer,
  makeCertificate,
  startMailServer,
} from "../support/mail-server.ts";
import { parseMail } from "../support/outbox.ts";

let certificate: Certificate;
before(() => {
  certificate = makeCertificate();
});

const databases: Database[] = [];
async function emptyDatabase(): Promise<Database> {
  const database = await openDatabase({ kind: "sqlite", file: ":memory:" });
  await migrate(database, migrationsFor(database.dialect));
  databases.push(database);
  return database;
}
after(async () => {
  for (const database of databases) await database.close();
});

const MESSAGE: MailMessage = {
  to: "budi@example.org",
  subject: "Konfirmasikan — segera",
  text: "Halo, ini\nsurat.\n\nhttps://pictures.example.org/verify#token\n\n—\nSafelight",
  language: "id",
  action: "Konfirmasikan",
};

interface Outbox {
  readonly mail: Mail;
  enqueue(message: MailMessage): Promise<void>;
  readonly delays: string[];
  readonly drops: string[];
  waiting(): Promise<number>;
  advance(milliseconds: number): void;
}

/** An outbox on a database of its own, sending to that address. */
async function outbox(url: string, trusted = certificate.cert): Promise<Outbox> {
  const { db } = await emptyDatabase();
  const delays: string[] = [];
  const drops: string[] = [];
  let offset = 0;
  const mail = openMail({
    db,
    outboxKey: newKey(),
    transport: smtpTransport(url, "Safelight <home@example.org>", trusted),
    clock: () => Date.now() + offset,
    onDelay: (_id, _attempts, error) => void delays.push(codeOf(error)),
    onDrop: (_id, error) => void drops.push(codeOf(error)),
  });
  return {
    mail,
    enqueue: (message) => mail.enqueue(db, message),
    delays,
    drops,
    waiting: async () => (await db.selectFrom("outbox").select("id").execute()).length,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

const signIn = `${MAIL_USER}:${MAIL_PASSWORD}@`;

test("a mail leaves encrypted by STARTTLS, as text and as HTML, in its language", async () => {
  const server = await startMailServer({ certificate });
  const box = await outbox(`smtp://${signIn}${MAIL_HOST}:${server.port}`);
  await box.enqueue(MESSAGE);
  await box.mail.deliverDue();
  assert.equal(server.received.length, 1);
  const [got] = server.received;
  assert.equal(got?.isEncrypted, true);
  assert.deepEqual(got.to, ["budi@example.org"]);
  assert.equal(got.from, "home@example.org");
  const parsed = parseMail(got.source);
  assert.equal(parsed.subject, MESSAGE.subject);
  assert.deepEqual(parsed.links, ["https://pictures.example.org/verify#token"]);
  assert.match(got.source, /Content-Type: text\/html/);
  assert.match(got.source, /lang=3D"id"|lang="id"/);
  assert.match(got.source, /Auto-Submitted: auto-generated/i);
  assert.equal(await box.waiting(), 0);
  await box.mail.close();
  await server.stop();
});

test("smtps:// speaks TLS from the first byte", async () => {
  const server = await startMailServer({ certificate, isWrapped: true });
  const box = await outbox(`smtps://${signIn}${MAIL_HOST}:${server.port}`);
  await box.enqueue(MESSAGE);
  await box.mail.deliverDue();
  assert.equal(server.received[0]?.isEncrypted, true);
  await box.mail.close();
  await server.stop();
});

test("a server without STARTTLS is given nothing, and the mail waits", async () => {
  const server = await startMailServer({ certificate, isPlain: true });
  const box = await outbox(`smtp://${MAIL_HOST}:${server.port}`);
  await box.enqueue(MESSAGE);
  await box.mail.deliverDue();
  assert.deepEqual(server.received, []);
  assert.deepEqual(server.overheard, []);
  assert.deepEqual(box.delays, ["ETLS"]);
  assert.equal(await box.waiting(), 1);
  await box.mail.close();
  await server.stop();
});

test("a server on this machine may go without", async () => {
  const server = await startMailServer({ certificate, isPlain: true, host: "127.0.0.1" });
  const box = await outbox(`smtp://127.0.0.1:${server.port}`);
  await box.enqueue(MESSAGE);
  await box.mail.deliverDue();
  assert.equal(server.received.length, 1);
  await box.mail.close();
  await server.stop();
});

for (const [what, host, isTrusted] of [
  ["that nobody vouches for", MAIL_HOST, false],
  ["of another host", "127.0.0.3", true],
] as const) {
  test(`a certificate ${what} is refused before anything is said`, async () => {
    const own = makeCertificate(host);
    const server = await startMailServer({ certificate: own });
    const trusted = isTrusted ? own : certificate;
    const box = await outbox(`smtp://${signIn}${MAIL_HOST}:${server.port}`, trusted.cert);
    await box.enqueue(MESSAGE);
    await box.mail.deliverDue();
    assert.deepEqual(server.received, []);
    assert.equal(box.delays.length, 1);
    assert.equal(await box.waiting(), 1);
    await box.mail.close();
    await server.stop();
  });
}

test("with a wrong password the mail waits, and no answer of the server can drop it", async () => {
  const server = await startMailServer({ certificate });
  const box = await outbox(`smtp://${MAIL_USER}:wrong@${MAIL_HOST}:${server.port}`);
  await box.enqueue(MESSAGE);
  for (let i = 0; i < 3; i += 1) {
    await box.mail.deliverDue();
    box.advance(86_400_000);
  }
  assert.deepEqual(box.delays, ["EAUTH", "EAUTH", "EAUTH"]);
  assert.deepEqual(box.drops, []);
  assert.equal(await box.waiting(), 1);
  await box.mail.close();
  await server.stop();
});

test("a server that is down delays mails, more each time, and loses none; back again, it gets each once", async () => {
  const first = await startMailServer({ certificate });
  const { port } = first;
  await first.stop();
  const box = await outbox(`smtp://${signIn}${MAIL_HOST}:${port}`);
  for (const to of ["a@example.org", "b@example.org"]) await box.enqueue({ ...MESSAGE, to });
  await box.mail.deliverDue();
  assert.equal(box.delays.length, 2);
  await box.mail.deliverDue();
  assert.equal(box.delays.length, 2, "not tried again before its time");
  box.advance(31_000);
  await box.mail.deliverDue();
  assert.equal(box.delays.length, 4);
  box.advance(31_000);
  await box.mail.deliverDue();
  assert.equal(box.delays.length, 4, "the second pause is longer");
  assert.equal(await box.waiting(), 2);
  const second = await startMailServer({ certificate, port });
  box.advance(31_000);
  await box.mail.deliverDue();
  assert.deepEqual(second.received.map((mail) => mail.to[0] ?? "").toSorted(), [
    "a@example.org",
    "b@example.org",
  ]);
  assert.equal(await box.waiting(), 0);
  await box.mail.close();
  await second.stop();
});

test("an address refused for a day is given up, and the mails behind it leave meanwhile", async () => {
  const server = await startMailServer({ certificate, refused: ["gone@example.org"] });
  const box = await outbox(`smtp://${signIn}${MAIL_HOST}:${server.port}`);
  await box.enqueue({ ...MESSAGE, to: "gone@example.org" });
  await box.enqueue(MESSAGE);
  await box.mail.deliverDue();
  assert.deepEqual(box.delays, ["RecipientRefused"]);
  assert.deepEqual(
    server.received.map((mail) => mail.to[0]),
    ["budi@example.org"],
  );
  box.advance(86_400_000);
  await box.mail.deliverDue();
  assert.deepEqual(box.drops, ["RecipientRefused"]);
  assert.equal(await box.waiting(), 0);
  await box.mail.close();
  await server.stop();
});

test("two servers that share an outbox send each mail once", async () => {
  const server: MailServer = await startMailServer({ certificate });
  const { db } = await emptyDatabase();
  const outboxKey = newKey();
  const make = (): Mail =>
    openMail({
      db,
      outboxKey,
      transport: smtpTransport(
        `smtp://${signIn}${MAIL_HOST}:${server.port}`,
        "a@example.org",
        certificate.cert,
      ),
      clock: Date.now,
      onDelay: (_id, _attempts, error) => assert.fail(String(error)),
      onDrop: () => assert.fail("dropped"),
    });
  const [one, two] = [make(), make()];
  for (let i = 0; i < 6; i += 1) await one.enqueue(db, { ...MESSAGE, to: `p${i}@example.org` });
  await Promise.all([one.deliverDue(), two.deliverDue()]);
  const addresses = server.received.map((mail) => mail.to[0]);
  assert.equal(new Set(addresses).size, 6);
  assert.equal(addresses.length, 6);
  await one.close();
  await two.close();
  await server.stop();
});
