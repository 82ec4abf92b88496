import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newToken, type TokenKind, tokenBytes, tokenHash } from "./tokens.ts";

const kinds: readonly TokenKind[] = ["session", "ticket", "token", "share", "mail", "browser", "setup"];

test("a token is 32 bytes in 43 letters that need no escaping in a URL or cookie", () => {
  const token = newToken();
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(tokenBytes(token)?.length, 32);
  assert.notEqual(newToken(), token);
});

test("a token has one hash for each kind, always the same", () => {
  const token = newToken();
  const hashes = kinds.map((kind) => tokenHash(kind, token).toString("hex"));
  assert.deepEqual(
    kinds.map((kind) => tokenHash(kind, token).toString("hex")),
    hashes,
  );
  assert.equal(new Set(hashes).size, kinds.length);
  assert.ok(hashes.every((hash) => hash.length === 64));
});

test("text that is no token never throws and never has the same hash twice", () => {
  const known = tokenHash("session", newToken());
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom(null, undefined, "")), (text) => {
      const [first, second] = [tokenHash("session", text), tokenHash("session", text)];
      assert.equal(first.length, 32);
      assert.notDeepEqual(first, second);
      assert.notDeepEqual(first, known);
    }),
  );
});

test("a token has one spelling: padding, spare bits, spaces and the other base64 alphabet are refused", () => {
  const token = Buffer.alloc(32, 0xff).toString("base64url");
  assert.equal(token.at(-1), "8");
  const spellings = [
    `${token}=`,
    ` ${token}`,
    `${token}\n`,
    token.replaceAll("_", "/"),
    `${token.slice(0, -1)}9`,
  ];
  for (const spelling of spellings) {
    assert.equal(tokenBytes(spelling), null, JSON.stringify(spelling));
    assert.notDeepEqual(tokenHash("session", spelling), tokenHash("session", token));
  }
});
