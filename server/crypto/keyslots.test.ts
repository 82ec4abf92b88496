import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DecryptionFailed } from "./decryption-failed.ts";
import {
  escrowLabel,
  openVaultKey,
  passkeyPrfSalt,
  passkeySlotKey,
  passwordSlotKey,
  recoverySlotKey,
  type SlotKind,
  sealVaultKey,
  tokenSlotKey,
} from "./keyslots.ts";
import { newId, newKey, randomBytes } from "./random.ts";
import { newToken, tokenHash } from "./tokens.ts";

const here = { accountId: newId(), slotId: newId() };
const kinds: readonly SlotKind[] = [
  "password",
  "recovery",
  "passkey",
  "session",
  "ticket",
  "token",
  "escrow",
];

test("a slot gives its vault key for its own key, account, slot, kind and epoch only", () => {
  const [slotKey, vaultKey] = [newKey(), newKey()];
  for (const kind of kinds) {
    const place = { ...here, kind, epoch: 1 };
    const sealed = sealVaultKey(slotKey, place, vaultKey);
    assert.equal(sealed.length, 60);
    assert.deepEqual(openVaultKey(slotKey, place, sealed), vaultKey);
    assert.throws(() => openVaultKey(newKey(), place, sealed), DecryptionFailed);
    const elsewhere = [
      { ...place, accountId: newId() },
      { ...place, slotId: newId() },
      { ...place, epoch: 2 },
      ...kinds.filter((other) => other !== kind).map((other) => ({ ...place, kind: other })),
    ];
    for (const other of elsewhere) {
      assert.throws(() => openVaultKey(slotKey, other, sealed), DecryptionFailed);
    }
  }
});

test("only 32 bytes are sealed as a vault key", () => {
  assert.throws(
    () => sealVaultKey(newKey(), { ...here, kind: "session", epoch: 1 }, randomBytes(16)),
    RangeError,
  );
});

test("a password slot's key changes with the slot part, the pepper, the account and the slot", () => {
  const input = { slotPart: randomBytes(32), pepper: randomBytes(32), ...here };
  const key = passwordSlotKey(input);
  assert.equal(key.length, 32);
  assert.deepEqual(passwordSlotKey({ ...input }), key);
  const changes = [
    { slotPart: randomBytes(32) },
    { pepper: randomBytes(32) },
    { accountId: newId() },
    { slotId: newId() },
  ];
  for (const change of changes) assert.notDeepEqual(passwordSlotKey({ ...input, ...change }), key);
});

test("the same bytes as recovery secret, PRF output or any token give different slot keys", () => {
  const bytes = randomBytes(32);
  const token = bytes.toString("base64url");
  const keys = [
    recoverySlotKey(bytes, here),
    passkeySlotKey(bytes, here),
    tokenSlotKey("session", token, here),
    tokenSlotKey("ticket", token, here),
    tokenSlotKey("token", token, here),
  ];
  assert.equal(new Set(keys.map((key) => key.toString("hex"))).size, 5);
});

test("recovery, passkey and token slot keys change with the account and with the slot", () => {
  const bytes = randomBytes(32);
  for (const derive of [
    (slot: typeof here) => recoverySlotKey(bytes, slot),
    (slot: typeof here) => passkeySlotKey(bytes, slot),
    (slot: typeof here) => tokenSlotKey("session", bytes.toString("base64url"), slot),
  ]) {
    assert.deepEqual(derive({ ...here }), derive(here));
    assert.notDeepEqual(derive({ ...here, slotId: newId() }), derive(here));
    assert.notDeepEqual(derive({ ...here, accountId: newId() }), derive(here));
  }
});

test("what is stored of a session token opens nothing", () => {
  const token = newToken();
  const place = { ...here, kind: "session", epoch: 1 } as const;
  const sealed = sealVaultKey(tokenSlotKey("session", token, here), place, newKey());
  const stored = tokenHash("session", token);
  const fromStored = tokenSlotKey("session", stored.toString("base64url"), here);
  for (const key of [stored, fromStored]) {
    assert.throws(() => openVaultKey(key, place, sealed), DecryptionFailed);
  }
});

test("a passkey's PRF is evaluated on the bytes that docs/vault-format.md names", () => {
  const page = readFileSync(new URL("../../docs/vault-format.md", import.meta.url), "utf8");
  const named = /`first` = the bytes of "([^"]+)"/.exec(page)?.[1];
  assert.equal(passkeyPrfSalt().toString("utf8"), named);
});

test("a malformed token has no slot key", () => {
  for (const token of ["", "short", `${newToken()}=`, `${newToken()}A`]) {
    assert.throws(() => tokenSlotKey("session", token, here), DecryptionFailed);
  }
});

test("an escrow label names account and salt", () => {
  assert.equal(escrowLabel("abc", Buffer.from("00ff", "hex")), "safelight/v1/escrow|abc|00ff");
});
