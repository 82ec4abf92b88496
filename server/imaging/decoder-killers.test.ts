import assert from "node:assert/strict";
import { test } from "node:test";
import { rememberDecoderKillers } from "./decoder-killers.ts";

const bytes = Buffer.from("a picture");
const HOUR_MS = 3_600_000;

test("bytes are refused from the second decoder they end, under the code of that end", () => {
  const killers = rememberDecoderKillers();
  assert.equal(killers.find(bytes), null);
  killers.record(bytes, "image.decoder-timeout", 1);
  assert.equal(killers.find(bytes), null);
  killers.record(bytes, "image.decoder-crash", 1);
  assert.equal(killers.find(bytes), "image.decoder-crash");
  assert.equal(killers.find(Buffer.from("another picture")), null);
});

test("after an hour they are as new, counted from the last time", () => {
  let nowMs = 0;
  const killers = rememberDecoderKillers(() => nowMs);
  killers.record(bytes, "image.decoder-timeout", 1);
  nowMs = HOUR_MS - 1;
  killers.record(bytes, "image.decoder-timeout", 1);
  nowMs = 2 * HOUR_MS - 2;
  assert.equal(killers.find(bytes), "image.decoder-timeout");
  nowMs = 2 * HOUR_MS - 1;
  assert.equal(killers.find(bytes), null);
});

test("of very many the oldest are forgotten, not the newest", () => {
  const killers = rememberDecoderKillers();
  for (let i = 0; i < 1001; i++) killers.record(Buffer.from(`picture ${i}`), "image.decoder-crash", 2);
  assert.equal(killers.find(Buffer.from("picture 0")), null);
  assert.equal(killers.find(Buffer.from("picture 1")), "image.decoder-crash");
  assert.equal(killers.find(Buffer.from("picture 1000")), "image.decoder-crash");
});
