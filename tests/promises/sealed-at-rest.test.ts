import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { DecryptionFailed } from "../../server/crypto/decryption-failed.ts";
import { instanceSecretLabel, openInstanceSecret } from "../../server/crypto/instance-secrets.ts";
import { escrowLabel, openVaultKey, passwordSlotKey, recoverySlotKey } from "../../server/crypto/keyslots.ts";
import { ARGON2, passwordHasher } from "../../server/crypto/password-hash.ts";
import { parseRecoveryCode } from "../../server/crypto/recovery-code.ts";
import { openBlob } from "../../server/crypto/sealed-blob.ts";
import { renditionContext, renditionKey, unwrapDataKey } from "../../server/crypto/vault-keys.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import type { KeyProvider } from "../../server/keys/provider.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { validPictures } from "../support/valid-pictures.ts";

// The thief's view: everything on the disks, and what it opens.

const CANARY = "CanaryWalrus7741";
const DISPLAY_NAME = "CanaryDisplay5520";

let folder: string;
let app: MemoryApp;
let managed: Member;
let sealed: Member;
let thiefsKeys: KeyProvider;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "safelight-thief-"));
  app = await startMemoryApp({
    databaseFile: join(folder, "safelight.db"),
    blobs: await openDiskBlobs(join(folder, "blobs")),
    hashVersions: ARGON2,
  });
  managed = await app.member();
  sealed = await app.member({ vault: "sealed" });
  const pictures = await validPictures([".jpg", ".png", ".gif", ".webp"]);
  for (const { client } of [managed, sealed]) {
    for (const { bytes, name } of pictures) {
      if (bytes.length > app.rooms.config.maxUploadBytes) continue;
      const reply = await client.upload(bytes, { name: `${CANARY}-${name}` });
      assert.equal(reply.status, 201, `${name}: ${reply.text}`);
      const { image } = reply.body as { image: { id: string } };
      const edited = await client.patch(`/api/images/${image.id}`, { caption: `${CANARY} at home` });
      assert.equal(edited.status, 200, edited.text);
    }
  }
  thiefsKeys = await openFileKeys(app.keyFolder, { create: false });
});
after(async () => {
  await thiefsKeys.close();
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const SIGNATURES: Readonly<Record<string, Buffer>> = {
  jpeg: Buffer.from("ffd8ffe000104a46", "hex"),
  jpegTables: Buffer.from("ffd8ffdb0043", "hex"),
  jpegColour: Buffer.from("ICC_PROFILE"),
  png: Buffer.from("89504e470d0a1a0a", "hex"),
  gif: Buffer.from("GIF89a"),
  webp: Buffer.from("WEBPVP8"),
  jfif: Buffer.from("JFIF\0"),
  exif: Buffer.from("Exif\0\0"),
};

test("no file of the data folder holds a name, a caption, a camera or an image signature in the clear", () => {
  const files = filesBelow(folder);
  assert.ok(files.length > 20, `${files.length} files`);
  const texts = [CANARY, Buffer.from(CANARY, "utf16le").toString("latin1"), "iPhone", "NIKON", "Jolla"];
  for (const file of files) {
    const bytes = readFileSync(file);
    for (const text of texts) {
      assert.ok(!bytes.includes(Buffer.from(text, "latin1")), `${file} holds ${text}`);
    }
    for (const [name, signature] of Object.entries(SIGNATURES)) {
      // Five bytes of sealed noise agree with a signature once in 10^12 places.
      assert.ok(!bytes.includes(signature), `${file} holds the signature of ${name}`);
    }
  }
  assert.ok(!app.logged().includes(CANARY), "the log holds a file name");
});

test("no blob is named after a person, an image or a file", async () => {
  const rows = await app.database.db.selectFrom("images").select(["id", "account_id"]).execute();
  const names = filesBelow(join(folder, "blobs")).join("\n");
  for (const { id, account_id } of rows) {
    assert.ok(!names.includes(id) && !names.includes(account_id));
  }
  assert.ok(!names.includes(CANARY));
});

/** What the master key opens of an account: the vault key, or null. */
async function stealVaultKey(accountId: string): Promise<Buffer | null> {
  const slots = await app.database.db
    .selectFrom("keyslots")
    .selectAll()
    .where("account_id", "=", accountId as never)
    .execute();
  for (const slot of slots) {
    const place = { accountId, slotId: slot.id, kind: slot.kind, epoch: slot.epoch } as const;
    const versions = thiefsKeys.versions();
    const keys = await Promise.all(
      versions.map((version) =>
        thiefsKeys.derive(version, escrowLabel(accountId, slot.salt ?? Buffer.alloc(16))),
      ),
    );
    for (const key of keys) {
      try {
        return openVaultKey(key, place, slot.sealed_key);
      } catch (error) {
        if (!(error instanceof DecryptionFailed)) throw error;
      }
    }
  }
  return null;
}

async function openFirstPicture(accountId: string, vaultKey: Buffer): Promise<Buffer> {
  const row = await app.database.db
    .selectFrom("images as i")
    .innerJoin("sealed_keys as k", "k.image_id", "i.id")
    .where("i.account_id", "=", accountId as never)
    .where("k.holder", "=", "vault")
    .select(["i.id", "i.blob_set", "k.sealed_key", "k.epoch"])
    .executeTakeFirstOrThrow();
  const place = { accountId, imageId: row.id, epoch: row.epoch };
  const dataKey = unwrapDataKey(vaultKey, row.sealed_key, place);
  const blob = await app.blobs.read(`${row.blob_set}/thumb`);
  return openBlob(renditionKey(dataKey, "thumb"), renditionContext(accountId, row.id, "thumb"), blob);
}

test("database, blobs and key file together open a managed vault, as the threat model says", async () => {
  const vaultKey = await stealVaultKey(managed.accountId);
  assert.ok(vaultKey !== null);
  const thumb = await openFirstPicture(managed.accountId, vaultKey);
  assert.equal(thumb.toString("latin1", 8, 12), "WEBP");
});

test("database, blobs and key file together open nothing of a sealed vault without the person's own secret", async () => {
  assert.equal(await stealVaultKey(sealed.accountId), null);
  const slots = await app.database.db
    .selectFrom("keyslots")
    .selectAll()
    .where("account_id", "=", sealed.accountId as never)
    .execute();
  assert.deepEqual(slots.map((slot) => slot.kind).toSorted(), ["password", "recovery", "session"]);

  // With the master key the thief has the pepper, and may guess. A wrong guess opens nothing; the right one does.
  const pepper = await stolenPepper();
  const slot = slots.find((each) => each.kind === "password");
  assert.ok(slot?.salt);
  const { salt } = slot;
  const hasher = passwordHasher({ maxRunning: 1, maxQueued: 4 });
  const place = { accountId: sealed.accountId, slotId: slot.id, kind: "password", epoch: 1 } as const;
  const open = async (password: string): Promise<Buffer> => {
    const { slotPart } = await hasher.hash(password, salt, 1);
    const key = passwordSlotKey({ slotPart, pepper, accountId: sealed.accountId, slotId: slot.id });
    return openVaultKey(key, place, slot.sealed_key);
  };
  await assert.rejects(open("Violet7!harbour-Quilu"), DecryptionFailed);
  const vaultKey = await open(sealed.password);
  assert.equal((await openFirstPicture(sealed.accountId, vaultKey)).toString("latin1", 8, 12), "WEBP");
});

async function stolenPepper(): Promise<Buffer> {
  const row = await app.database.db
    .selectFrom("instance_secrets")
    .selectAll()
    .where("name", "=", "pepper")
    .executeTakeFirstOrThrow();
  const derived = await thiefsKeys.derive(row.master_version, instanceSecretLabel("pepper", row.version));
  return openInstanceSecret(derived, "pepper", row.version, row.sealed_secret);
}

test("a copy of the data and the recovery code open a sealed vault without the server, its pepper or its key", async () => {
  const slot = await app.database.db
    .selectFrom("keyslots")
    .selectAll()
    .where("account_id", "=", sealed.accountId as never)
    .where("kind", "=", "recovery")
    .executeTakeFirstOrThrow();
  const secret = parseRecoveryCode(sealed.recoveryCode ?? "");
  assert.ok(secret !== null);
  const key = recoverySlotKey(secret, { accountId: sealed.accountId, slotId: slot.id });
  const place = {
    accountId: sealed.accountId,
    slotId: slot.id,
    kind: "recovery",
    epoch: slot.epoch,
  } as const;
  const vaultKey = openVaultKey(key, place, slot.sealed_key);
  assert.equal((await openFirstPicture(sealed.accountId, vaultKey)).toString("latin1", 8, 12), "WEBP");
});

test("the database holds no password, token, recovery code or session id in the clear", async () => {
  const cookie = sealed.client.cookies.get("safelight") ?? "";
  await sealed.client.patch("/api/account", { displayName: DISPLAY_NAME });
  const bytes = Buffer.concat(filesBelow(folder).map((file) => readFileSync(file)));
  const secrets = [
    sealed.password,
    sealed.recoveryCode ?? "",
    (sealed.recoveryCode ?? "").replaceAll("-", ""),
    cookie,
    ...app.mails.flatMap((mail) => [...mail.text.matchAll(/#([\w-]+)/g)].map((match) => match[1] ?? "")),
  ];
  assert.ok(secrets.length > 5 && secrets.every((secret) => secret.length > 15));
  for (const secret of secrets) {
    assert.ok(!bytes.includes(Buffer.from(secret)), "a secret lies in the data folder");
    assert.ok(
      !bytes.includes(Buffer.from(secret, "base64url").subarray(0, 24)),
      "a secret lies there as bytes",
    );
    assert.ok(!app.logged().includes(secret), "a secret lies in the log");
  }
  // The same search does find what is meant to be readable.
  assert.ok(bytes.includes(Buffer.from(DISPLAY_NAME)));
});
