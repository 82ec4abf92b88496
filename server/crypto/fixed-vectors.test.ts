// Our own vectors, one file per format version, kept for ever: what was sealed once must open in every later
// release. A stranger's decryptor can be tried on the same file; docs/vault-format.md says how to read it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { favouritesIdOf, openAlbumDetails } from "./album-keys.ts";
import { AUDIT_CHAIN_START, auditLink, personalDigest } from "./audit-chain.ts";
import { contentIndex, monthIndex } from "./blind-index.ts";
import { chunkKeys, sealChunkInto } from "./blob-chunks.ts";
import { openCursor } from "./cursor.ts";
import { sha256 } from "./digest.ts";
import { infoFor } from "./infos.ts";
import { openInstanceSecret } from "./instance-secrets.ts";
import { keyedHash } from "./keyed-hash.ts";
import {
  escrowLabel,
  openVaultKey,
  passkeySlotKey,
  passwordSlotKey,
  recoverySlotKey,
  type SlotKind,
  tokenSlotKey,
} from "./keyslots.ts";
import { passwordHasher, verifierOf } from "./password-hash.ts";
import { formatRecoveryCode, parseRecoveryCode } from "./recovery-code.ts";
import { CHUNK_BYTES, openBlob, SEALED_CHUNK_BYTES, SEALED_HEADER_BYTES, sealedSize } from "./sealed-blob.ts";
import { openSecret } from "./sealed-secret.ts";
import { type TokenKind, tokenHash } from "./tokens.ts";
import {
  detailsKey,
  fingerprint,
  openDetails,
  renditionContext,
  renditionKey,
  unwrapAlbumDataKey,
  unwrapAlbumKey,
  unwrapBridge,
  unwrapDataKey,
  unwrapIndexKey,
  vaultSubkey,
} from "./vault-keys.ts";

interface Vectors {
  readonly inputs: Readonly<Record<string, string>>;
  readonly derived: Readonly<Record<string, string>>;
  readonly sealed: Readonly<Record<string, string>>;
  readonly longBlob: { readonly sizeBytes: number; readonly salt: string; readonly sealedSha256: string };
}

const vectors = JSON.parse(readFileSync(new URL("vectors/v1.json", import.meta.url), "utf8")) as Vectors;

const text = (name: string): string => {
  const value = vectors.inputs[name];
  assert.ok(value !== undefined, name);
  return value;
};
const input = (name: string): Buffer => Buffer.from(text(name), "hex");
const sealed = (name: string): Buffer => {
  const value = vectors.sealed[name];
  assert.ok(value !== undefined, name);
  return Buffer.from(value, "hex");
};

const [accountId, imageId, albumId, slotId] = ["accountId", "imageId", "albumId", "slotId"].map(text) as [
  string,
  string,
  string,
  string,
];
const slot = { accountId, slotId };
const place = { accountId, imageId, albumId, epoch: 3 };
const vaultKey = input("vaultKey");
const dataKey = input("dataKey");
const indexKey = input("indexKey");
const token = input("tokenBytes").toString("base64url");
const tokenKinds: readonly TokenKind[] = ["session", "ticket", "token", "share", "mail", "browser", "setup"];

const slotKeys: Readonly<Record<SlotKind, () => Buffer>> = {
  password: () => passwordSlotKey({ slotPart: input("slotPart"), pepper: input("pepper"), ...slot }),
  recovery: () => recoverySlotKey(input("recoverySecret"), slot),
  passkey: () => passkeySlotKey(input("prfOutput"), slot),
  session: () => tokenSlotKey("session", token, slot),
  ticket: () => tokenSlotKey("ticket", token, slot),
  token: () => tokenSlotKey("token", token, slot),
  escrow: () => input("escrowKey"),
};
const kinds = Object.keys(slotKeys) as SlotKind[];

const derivations: Readonly<Record<string, () => Buffer | string>> = {
  fingerprint: () => fingerprint(vaultKey),
  ...Object.fromEntries(
    (["data-keys", "album-keys", "index-key", "bridge"] as const).map((use) => [
      `vault/${use}`,
      () => vaultSubkey(vaultKey, use),
    ]),
  ),
  ...Object.fromEntries(
    (["original", "view", "thumb"] as const).map((rendition) => [
      `rendition/${rendition}`,
      () => renditionKey(dataKey, rendition),
    ]),
  ),
  "details-key": () => detailsKey(dataKey),
  ...Object.fromEntries(kinds.map((kind) => [`slot/${kind}`, slotKeys[kind]])),
  ...Object.fromEntries(tokenKinds.map((kind) => [`token-id/${kind}`, () => tokenHash(kind, token)])),
  "index/month": () => monthIndex(indexKey, "2026-11"),
  "index/content": () => contentIndex(indexKey, sha256(Buffer.from("abc"))),
  favouritesId: () => favouritesIdOf(indexKey),
  verifier: () => verifierOf({ verifierPart: input("verifierPart"), pepper: input("pepper"), accountId }),
  escrowLabel: () => escrowLabel(accountId, input("escrowSalt")),
  recoveryCode: () => formatRecoveryCode(input("recoverySecret")),
  auditLink: () => auditLink(input("auditKey"), AUDIT_CHAIN_START, Buffer.from("record")),
  personalDigest: () => personalDigest(input("argon2Salt"), "192.0.2.1"),
  keyedHash: () => keyedHash(input("auditKey"), "sign-in", "192.0.2.1"),
};

test("format 1: everything derived comes out as it did", () => {
  const derived = Object.fromEntries(
    Object.entries(derivations).map(([name, derive]) => {
      const value = derive();
      return [name, typeof value === "string" ? value : value.toString("hex")];
    }),
  );
  assert.deepEqual(derived, vectors.derived);
});

test("format 1: the password gives the same two halves of Argon2id as it did", async () => {
  const hasher = passwordHasher({ maxRunning: 1, maxQueued: 0 });
  const { verifierPart, slotPart } = await hasher.hash(text("password"), input("argon2Salt"), 1);
  assert.deepEqual(verifierPart, input("verifierPart"));
  assert.deepEqual(slotPart, input("slotPart"));
});

test("format 1: every way in opens the vault", () => {
  for (const kind of kinds) {
    const opened = openVaultKey(slotKeys[kind](), { ...slot, kind, epoch: 3 }, sealed(`vault-key/${kind}`));
    assert.deepEqual(opened, vaultKey, kind);
  }
});

test("format 1: from the recovery code down to the pixels, with nothing but the code and what is stored", () => {
  const secret = parseRecoveryCode(vectors.derived["recoveryCode"]!.toLowerCase().replaceAll("-", " "));
  assert.ok(secret !== null);
  const opened = openVaultKey(
    recoverySlotKey(secret, slot),
    { ...slot, kind: "recovery", epoch: 3 },
    sealed("vault-key/recovery"),
  );
  const key = unwrapDataKey(opened, sealed("data-key"), place);
  const context = renditionContext(accountId, imageId, "thumb");
  assert.equal(
    openBlob(renditionKey(key, "thumb"), context, sealed("thumb")).toString(),
    "pixels of the thumb",
  );
  const details = openDetails(key, { ownerId: accountId, imageId, edit: 7 }, sealed("details"));
  assert.equal(details.toString(), '{"name":"Lake"}');
});

test("format 1: every other sealed thing opens", () => {
  assert.deepEqual(unwrapIndexKey(vaultKey, sealed("index-key"), place), indexKey);
  assert.deepEqual(unwrapAlbumKey(vaultKey, sealed("album-key"), place), input("albumKey"));
  assert.deepEqual(unwrapAlbumDataKey(input("albumKey"), sealed("album-data-key"), place), dataKey);
  const albumPlace = { accountId, albumId, edit: 7 };
  const albumDetails = openAlbumDetails(input("albumKey"), albumPlace, sealed("album-details"));
  assert.equal(albumDetails.toString(), '{"name":"Lake"}'.padEnd(512));
  assert.deepEqual(unwrapBridge(input("newVaultKey"), sealed("bridge"), { accountId, epoch: 4 }), vaultKey);
  assert.deepEqual(
    openInstanceSecret(input("escrowKey"), "pepper", 2, sealed("instance-secret")),
    input("pepper"),
  );
  const mail = openSecret(input("auditKey"), infoFor("outbox", { mailId: slotId }), sealed("outbox"));
  assert.equal(mail.toString(), "a letter");
  const cursor = sealed("cursor").toString("base64url");
  assert.deepEqual(openCursor(input("auditKey"), "images", cursor), { after: 5 });
});

test("format 1: a blob of 257 chunks, put together by hand, is the same to the byte and opens", () => {
  const { sizeBytes, salt, sealedSha256 } = vectors.longBlob;
  const key = renditionKey(dataKey, "original");
  const context = renditionContext(accountId, imageId, "original");
  const plaintext = Buffer.from(
    Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 7 + (at >> 8)) & 0xff),
  );
  const keys = chunkKeys(key, context, Buffer.from(salt, "hex"));
  const blob = Buffer.alloc(sealedSize(sizeBytes));
  blob.set(Buffer.from(salt, "hex"), 0);
  blob.set(keys.commitment, 24);
  for (let index = 0; index * CHUNK_BYTES <= sizeBytes; index += 1) {
    const chunk = plaintext.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    sealChunkInto(blob, SEALED_HEADER_BYTES + index * SEALED_CHUNK_BYTES, keys, index, chunk);
  }
  assert.equal(sha256(blob).toString("hex"), sealedSha256);
  assert.ok(openBlob(key, context, blob).equals(plaintext));
});
