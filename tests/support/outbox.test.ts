import assert from "node:assert/strict";
import { test } from "node:test";
import nodemailer from "nodemailer";
import { parseMail } from "./outbox.ts";

async function compose(mail: { to: string; subject: string; text: string; html?: string }): Promise<string> {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const sent = await transport.sendMail({ from: "safelight@localhost", ...mail });
  assert.ok(Buffer.isBuffer(sent.message));
  return sent.message.toString();
}

const link = `http://localhost:8080/verify#${"a1_-".repeat(40)}`;

test("a link in a mail comes out whole, however the mail was encoded", async () => {
  for (const text of [
    `Open ${link}\nto go on.`,
    `Öffne ${link}\num weiterzugehen – heute.`,
    `${"日本".repeat(60)} ${link}`,
  ]) {
    const mail = parseMail(await compose({ to: "a@example.org", subject: "Confirm", text }));
    assert.deepEqual(mail.links, [link]);
  }
});

test("the plain part of a mail with several parts is read, with its address and subject", async () => {
  const mail = parseMail(
    await compose({
      to: '"Anna B." <a@example.org>',
      subject: "Bestätige – jetzt",
      text: `Hier: ${link}`,
      html: "<p>other</p>",
    }),
  );
  assert.deepEqual(mail, {
    to: "a@example.org",
    subject: "Bestätige – jetzt",
    text: `Hier: ${link}`,
    links: [link],
  });
});
