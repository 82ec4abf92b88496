import assert from "node:assert/strict";
import { test } from "node:test";
import { DecryptionFailed } from "./decryption-failed.ts";
import { openProviderSignIn, sealProviderSignIn } from "./provider-sign-in.ts";
import { randomBytes } from "./random.ts";

const key = randomBytes(32);

test("a sealed sign-in opens at its own stage and transaction, and nowhere else", () => {
  const sealed = sealProviderSignIn(key, "oidc-begun", "one", '{"nonce":"größe"}');
  assert.equal(openProviderSignIn(key, "oidc-begun", "one", sealed), '{"nonce":"größe"}');
  assert.ok(!sealed.includes("nonce"));
  assert.throws(() => openProviderSignIn(key, "oidc-answer", "one", sealed), DecryptionFailed);
  assert.throws(() => openProviderSignIn(key, "oidc-begun", "two", sealed), DecryptionFailed);
  assert.throws(() => openProviderSignIn(randomBytes(32), "oidc-begun", "one", sealed), DecryptionFailed);
});
