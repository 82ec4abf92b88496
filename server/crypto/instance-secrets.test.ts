import assert from "node:assert/strict";
import { test } from "node:test";
import { DecryptionFailed } from "./decryption-failed.ts";
import { instanceSecretLabel, openInstanceSecret, sealInstanceSecret } from "./instance-secrets.ts";
import { newKey } from "./random.ts";

test("an instance secret opens under its own derived key, name and version only", () => {
  const [derivedKey, secret] = [newKey(), newKey()];
  const sealed = sealInstanceSecret(derivedKey, "pepper", 1, secret);
  assert.deepEqual(openInstanceSecret(derivedKey, "pepper", 1, sealed), secret);
  assert.throws(() => openInstanceSecret(newKey(), "pepper", 1, sealed), DecryptionFailed);
  assert.throws(() => openInstanceSecret(derivedKey, "audit", 1, sealed), DecryptionFailed);
  assert.throws(() => openInstanceSecret(derivedKey, "pepper", 2, sealed), DecryptionFailed);
});

test("each name and version has a label of its own", () => {
  assert.equal(instanceSecretLabel("pepper", 1), "safelight/v1/instance-secret|pepper|1");
  const labels = [
    instanceSecretLabel("pepper", 1),
    instanceSecretLabel("pepper", 2),
    instanceSecretLabel("audit", 1),
  ];
  assert.equal(new Set(labels).size, 3);
});
