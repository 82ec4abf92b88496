import assert from "node:assert/strict";
import { test } from "node:test";
import {
  backupCodeHash,
  newBackupCode,
  newTotpSecret,
  openTotpSecret,
  parseBackupCode,
  sealTotpSecret,
} from "./credentials.ts";
import { DecryptionFailed } from "./decryption-failed.ts";
import { newKey } from "./random.ts";

const key = newKey();
const place = { accountId: "a", totpId: "t" };

test("a TOTP secret opens under its own key, for its own account and row only", () => {
  const secret = newTotpSecret();
  assert.equal(secret.length, 20);
  const sealed = sealTotpSecret(key, place, secret);
  assert.deepEqual(openTotpSecret(key, place, sealed), secret);
  assert.throws(() => openTotpSecret(newKey(), place, sealed), DecryptionFailed);
  assert.throws(() => openTotpSecret(key, { ...place, accountId: "b" }, sealed), DecryptionFailed);
  assert.throws(() => openTotpSecret(key, { ...place, totpId: "u" }, sealed), DecryptionFailed);
});

test("a backup code is read however it is typed, and anything else is no code", () => {
  const code = newBackupCode();
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  const letters = code.replace("-", "");
  assert.equal(parseBackupCode(code), letters);
  assert.equal(
    parseBackupCode(` ${letters.toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} `),
    letters,
  );
  assert.equal(parseBackupCode(code.replace("-", " – ")), letters);
  for (const text of ["", "123456", `${letters}0`, letters.slice(1), "UUUUU-UUUUU", "ABCDE FGHJ!"]) {
    assert.equal(parseBackupCode(text), null, text);
  }
});

test("a backup code's hash changes with the code, the account and the key", () => {
  const hash = backupCodeHash(key, "a", "0123456789").toString("hex");
  assert.equal(backupCodeHash(key, "a", "0123456789").toString("hex"), hash);
  const others = [
    backupCodeHash(key, "a", "0123456780"),
    backupCodeHash(key, "b", "0123456789"),
    backupCodeHash(newKey(), "a", "0123456789"),
  ];
  for (const other of others) assert.notEqual(other.toString("hex"), hash);
});
