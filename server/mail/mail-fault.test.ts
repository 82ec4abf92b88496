import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCertificate, startMailServer } from "../../tests/support/mail-server.ts";
import { mailFaultOf } from "./mail-fault.ts";
import { smtpTransport } from "./smtp.ts";

const MESSAGE = {
  to: "canary-person@example.org",
  subject: "Hello",
  text: "Hello.",
  language: "en",
} as const;

async function faultOfSending(server: string, trusted: string): Promise<Readonly<Record<string, unknown>>> {
  const transport = smtpTransport(server, "from@example.org", trusted);
  try {
    await transport.send(MESSAGE, "aaaaaaaaaaaaaaaaaaaaaaaaaa");
    return {};
  } catch (error) {
    return mailFaultOf(error);
  } finally {
    transport.close();
  }
}

test("a mail server's refusal is told by its numbers, without the person it was about", async () => {
  const certificate = makeCertificate();
  const server = await startMailServer({ certificate, refused: [MESSAGE.to] });
  try {
    const fault = await faultOfSending(`smtp://safelight:harbour@127.0.0.2:${server.port}`, certificate.cert);
    assert.equal(fault["code"], "EENVELOPE");
    assert.equal(fault["responseCode"], 550);
    assert.ok(!JSON.stringify(fault).includes("canary-person"));
  } finally {
    await server.stop();
  }
});

test("what goes wrong before a mail server speaks is told in words", async () => {
  const fault = await faultOfSending("smtp://127.0.0.2:1", "");
  assert.match(String(fault["reason"]), /ECONNREFUSED/);
});
