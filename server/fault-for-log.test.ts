import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { faultForLog } from "./fault-for-log.ts";

function lineOf(error: unknown): string {
  let line = "";
  const log = pino({ serializers: { err: faultForLog } }, { write: (text: string) => void (line += text) });
  log.error({ err: error }, "it failed");
  return line;
}

test("the rows and values that hang on a database's error are not written down, wherever it stands in the chain", () => {
  const refused = Object.assign(new Error('duplicate key value violates "accounts_email"'), {
    code: "23505",
    detail: "Key (email)=(canary@example.org) already exists.",
    where: "canary",
    parameters: ["canary"],
    table: "accounts",
    constraint: "accounts_email",
  });
  for (const error of [refused, new Error("outer", { cause: new Error("between", { cause: refused }) })]) {
    const line = lineOf(error);
    assert.doesNotMatch(line, /canary/);
    assert.match(line, /"code":"23505","table":"accounts","constraint":"accounts_email"/);
  }
});

test("messages that quote what they are about are withheld, in the stack as well", () => {
  const broken = Object.assign(new Error('invalid input syntax for type bigint: "canary"'), {
    code: "22P02",
  });
  let unread: unknown;
  try {
    JSON.parse("canary@example.org");
  } catch (error) {
    unread = error;
  }
  assert.match(String(unread), /canary/);
  for (const error of [broken, unread, "canary", { canary: 1 }]) {
    const line = lineOf(error);
    assert.doesNotMatch(line, /canary/);
    assert.match(line, /withheld/);
  }
});

test("who looks for a fault finds its kind, its words, its code and where it arose", () => {
  const cause = Object.assign(new TypeError("the disk said no"), { code: "EIO" });
  const { err } = JSON.parse(lineOf(new Error("it could not be kept", { cause }))) as {
    err: ReturnType<typeof faultForLog>;
  };
  assert.equal(err.message, "it could not be kept");
  assert.match(err.stack?.[0] ?? "", /^at .*fault-for-log\.test\.ts:\d+/);
  assert.deepEqual(
    [err.cause?.type, err.cause?.message, err.cause?.code],
    ["TypeError", "the disk said no", "EIO"],
  );
});

test("errors that cause each other end, and so do long ones", () => {
  const one = new Error("x".repeat(100_000));
  one.cause = new Error("other", { cause: one });
  assert.ok(lineOf(one).length < 20_000);
});
