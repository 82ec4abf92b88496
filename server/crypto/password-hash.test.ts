import assert from "node:assert/strict";
import { argon2Sync } from "node:crypto";
import { test } from "node:test";
import { ARGON2, HasherBusy, passwordHasher, verifierOf } from "./password-hash.ts";

const salt = Buffer.alloc(16, 7);
const oneAtATime = { maxRunning: 1, maxQueued: 1 };

test("node's Argon2id gives the output printed in RFC 9106, section 5.3", () => {
  const tag = argon2Sync("argon2id", {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    memory: 32,
    passes: 3,
    parallelism: 4,
    tagLength: 32,
  });
  assert.equal(tag.toString("hex"), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
});

test("version 1 is 64 MiB, 3 passes, 1 lane, 64 bytes: the two halves of one run", async () => {
  assert.deepEqual(ARGON2[1], { memory: 64 * 1024, passes: 3, parallelism: 1, tagLength: 64 });
  const { verifierPart, slotPart } = await passwordHasher(oneAtATime).hash("correct horse", salt, 1);
  const out = argon2Sync("argon2id", { message: "correct horse", nonce: salt, ...ARGON2[1] });
  assert.deepEqual(verifierPart, out.subarray(0, 32));
  assert.deepEqual(slotPart, out.subarray(32));
});

test("one password typed in composed or decomposed letters is one password; its spaces count", async () => {
  const hasher = passwordHasher({ maxRunning: 2, maxQueued: 2 });
  const [composed, decomposed, spaced] = await Promise.all(
    ["Caf\u00e9 noir", "Cafe\u0301 noir", "Caf\u00e9 noir "].map((password) =>
      hasher.hash(password, salt, hasher.newestVersion),
    ),
  );
  assert.deepEqual(composed, decomposed);
  assert.notDeepEqual(composed, spaced);
});

test("a full queue refuses at once, those waiting are still served in their order, and then there is room again", async () => {
  const hasher = passwordHasher(oneAtATime);
  const served: string[] = [];
  const hash = async (name: string): Promise<void> => {
    await hasher.hash(name, salt, 1);
    served.push(name);
  };
  const [first, second] = [hash("first"), hash("second")];
  await assert.rejects(hasher.hash("third", salt, 1), HasherBusy);
  assert.deepEqual(served, []);
  await Promise.all([first, second]);
  await hash("fourth");
  assert.deepEqual(served, ["first", "second", "fourth"]);
});

test("a run that fails gives its place back", async () => {
  const hasher = passwordHasher({ maxRunning: 1, maxQueued: 0 });
  await assert.rejects(hasher.hash("password", Buffer.alloc(2), 1));
  await assert.rejects(hasher.hash("password", salt, 2), RangeError);
  assert.equal((await hasher.hash("password", salt, 1)).slotPart.length, 32);
});

test("a verifier changes with the password's part, the pepper and the account", () => {
  const input = { verifierPart: Buffer.alloc(32, 1), pepper: Buffer.alloc(32, 2), accountId: "a" };
  const verifier = verifierOf(input);
  assert.equal(verifier.length, 64);
  assert.deepEqual(verifierOf({ ...input }), verifier);
  for (const change of [
    { verifierPart: Buffer.alloc(32, 9) },
    { pepper: Buffer.alloc(32, 9) },
    { accountId: "b" },
  ]) {
    assert.notDeepEqual(verifierOf({ ...input, ...change }), verifier);
  }
});
