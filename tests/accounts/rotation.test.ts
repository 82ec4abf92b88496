import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId, AlbumId, ImageId } from "#contract/ids.ts";
import { destroyExpiredTrash } from "../../server/images/jobs.ts";
import { startAgainWhenDue } from "../../server/vault/start-again.ts";
import { linkToken, type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

interface Facts {
  readonly mode: string;
  readonly epoch: number;
  readonly rotationLeft: number | null;
  readonly resealLeft: number | null;
  readonly rehearsalDue: boolean;
}

async function newKit(member: Member): Promise<string> {
  const reply = await member.client.post("/api/vault/recovery-kit");
  assert.equal(reply.status, 201, reply.text);
  return (reply.body as { recoveryCode: string }).recoveryCode;
}

async function rotate(member: Member, more: object = {}): Promise<string> {
  const recoveryCode = await newKit(member);
  const reply = await member.client.post("/api/vault/rotation", {
    password: PASSWORD,
    recoveryCode,
    ...more,
  });
  assert.equal(reply.status, 200, reply.text);
  return recoveryCode;
}

async function waitUntilResealed(member: Member): Promise<Facts> {
  for (let tries = 0; tries < 200; tries += 1) {
    const facts = (await member.client.get("/api/vault")).body as Facts;
    if (facts.rotationLeft === null && facts.resealLeft === null) return facts;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("re-sealing does not end");
}

const original = async (member: Member, id: string): Promise<Buffer> => {
  const reply = await member.client.get(`/api/images/${id}/renditions/original`);
  assert.equal(reply.status, 200, reply.text.slice(0, 300));
  return reply.bytes;
};

async function slotKinds(accountId: string): Promise<string[]> {
  const rows = await app.database.db
    .selectFrom("keyslots")
    .select(["kind", "epoch"])
    .where("account_id", "=", accountId as never)
    .execute();
  return rows.map((row) => `${row.kind} ${row.epoch}`).toSorted();
}

test("a rotation makes a new epoch: pictures stay, this session stays, every other session and the old kit end", async () => {
  const member = await app.member({ vault: "sealed" });
  const oldCode = member.recoveryCode;
  const image = await ownImage(member);
  const before = await original(member, image.id);
  const other = app.client();
  await other.post("/api/sessions", { email: member.email, password: PASSWORD });
  const code = await rotate(member);
  assert.deepEqual(await original(member, image.id), before);
  const facts = await waitUntilResealed(member);
  assert.equal(facts.epoch, 2);
  assert.deepEqual(await original(member, image.id), before);
  assert.equal((await other.get("/api/images")).code, "session.required");
  assert.deepEqual(await slotKinds(member.accountId), ["password 2", "recovery 2", "session 2"]);
  const again = app.client();
  await again.post("/api/sessions", { email: member.email, password: PASSWORD });
  assert.equal((await again.get(`/api/images/${image.id}`)).status, 200);
  await again.post("/api/vault/lock");
  const stale = await again.post("/api/vault/unlock", { recoveryCode: oldCode, newPassword: PASSWORD });
  assert.equal(stale.code, "vault.unlock-failed");
  const fresh = await again.post("/api/vault/unlock", { recoveryCode: code, newPassword: PASSWORD });
  assert.equal(fresh.status, 200);
});

test("after a rotation nothing in the database is sealed under the former key, and the bridge is gone", async () => {
  const member = await app.member();
  const images = [await ownImage(member), await ownImage(member), await ownImage(member)];
  await member.client.delete(`/api/images/${images[2]?.id}`);
  await rotate(member);
  await waitUntilResealed(member);
  const { db } = app.database;
  const keys = await db
    .selectFrom("sealed_keys")
    .select("epoch")
    .where("account_id", "=", member.accountId as never)
    .execute();
  assert.deepEqual(
    keys.map((key) => key.epoch),
    [2, 2, 2],
  );
  assert.deepEqual(await db.selectFrom("bridges").selectAll().execute(), []);
  const trash = (await member.client.get("/api/trash")).body as { items: { id: string }[] };
  assert.equal(trash.items[0]?.id, images[2]?.id);
});

test("while the bridge stands, pictures of the former epoch open across it, and a second rotation waits", async () => {
  const member = await app.member();
  const image = await ownImage(member);
  const before = await original(member, image.id);
  await rotate(member);
  await waitUntilResealed(member);
  // As a server leaves it that was killed before it sealed the data key anew.
  const { rotateVault } = await import("../../server/vault/rotate-vault.ts");
  const { callerFinder } = await import("../../server/accounts/find-caller.ts");
  const caller = await callerFinder(app.rooms)(member.client.cookies.get("safelight") ?? "", { safe: true });
  assert.ok(caller.kind === "signed-in" && caller.vault !== null);
  const recoveryCode = await newKit(member);
  const rotated = await rotateVault(
    app.rooms,
    { ...caller, vault: caller.vault },
    { password: PASSWORD, recoveryCode, mode: "managed", resealPictures: false },
    { address: "127.0.0.1", device: "test", language: "en" },
  );
  member.client.cookies.set("safelight", rotated.token);
  assert.deepEqual(await original(member, image.id), before);
  const listed = (await member.client.get("/api/images")).body as { items: { id: string }[] };
  assert.deepEqual(
    listed.items.map((item) => item.id),
    [image.id],
  );
  const edited = await member.client.patch(`/api/images/${image.id}`, { caption: "across the bridge" });
  assert.equal(edited.status, 200, edited.text);
  const next = await newKit(member);
  const second = await member.client.post("/api/vault/rotation", { password: PASSWORD, recoveryCode: next });
  assert.equal(second.code, "vault.rotating");
  const facts = await waitUntilResealed(member);
  assert.equal(facts.epoch, 3);
  assert.deepEqual(await original(member, image.id), before);
});

test("a key that fails its check stops no rotation: it is counted, stands in the trail, and opens again when it is put back", async () => {
  const member = await app.member();
  const accountId = member.accountId as AccountId;
  const { db } = app.database;
  const images = [await ownImage(member), await ownImage(member), await ownImage(member)];
  const [damaged] = images.map(({ id }) => id as ImageId).toSorted();
  assert.ok(damaged);
  const album = (await member.client.post("/api/albums", { name: "Harbour" })).body as { id: string };
  const put = (sealed_key: Uint8Array) =>
    db.updateTable("sealed_keys").set({ sealed_key }).where("image_id", "=", damaged).execute();
  const putAlbum = (sealed_key: Uint8Array) =>
    db
      .updateTable("albums")
      .set({ sealed_key })
      .where("id", "=", album.id as AlbumId)
      .execute();
  const keys = () =>
    db
      .selectFrom("sealed_keys")
      .select(["image_id", "epoch", "sealed_key"])
      .where("account_id", "=", accountId)
      .execute();
  const epochOf = async (id: string) => (await keys()).find((key) => key.image_id === id)?.epoch;
  const bridge = () =>
    db
      .selectFrom("bridges")
      .select(["epoch", "damaged_keys"])
      .where("account_id", "=", accountId)
      .executeTakeFirst();
  const recorded = async (action: string, id: string) =>
    (
      await db
        .selectFrom("audit_records")
        .select("seq")
        .where("action", "=", action)
        .where("subject_id", "=", id)
        .execute()
    ).length;

  const good = (await keys()).find((key) => key.image_id === damaged)?.sealed_key;
  const goodAlbum = await db
    .selectFrom("albums")
    .select("sealed_key")
    .where("id", "=", album.id as AlbumId)
    .executeTakeFirstOrThrow();
  assert.ok(good);
  await put(Buffer.from(good).map((byte, at) => (at === 40 ? byte ^ 1 : byte)));
  await putAlbum(Buffer.alloc(goodAlbum.sealed_key.length, 7));
  await rotate(member);
  assert.equal((await waitUntilResealed(member)).epoch, 2);
  assert.equal((await keys()).filter((key) => key.epoch === 2).length, 2);
  assert.equal(await epochOf(damaged), 1);
  assert.deepEqual(await bridge(), { epoch: 2, damaged_keys: 2 });
  assert.equal(await recorded("image.damaged", damaged), 1);
  assert.equal(await recorded("album.damaged", album.id), 1);
  assert.equal((await member.client.get(`/api/images/${damaged}`)).code, "image.damaged");

  // As a backup gives the row back, which was made before the rotation: it opens across the bridge.
  await put(good);
  app.rooms.forgetting.forget(accountId);
  await original(member, damaged);
  await rotate(member);
  assert.equal((await waitUntilResealed(member)).epoch, 3);
  assert.deepEqual(
    (await keys()).map((key) => key.epoch),
    [3, 3, 3],
  );
  for (const { id } of images) await original(member, id);
  // The album never came back. Nothing that opens is left under a former key, and so no way leads there.
  assert.equal((await member.client.get(`/api/albums/${album.id}`)).code, "album.damaged");
  assert.equal(await bridge(), undefined);
});

test("a rotation needs the password, and the code of a kit made just now", async () => {
  const member = await app.member({ vault: "sealed" });
  const confirmed = member.recoveryCode;
  const ask = async (body: object) => (await member.client.post("/api/vault/rotation", body)).code;
  assert.equal(await ask({ password: PASSWORD, recoveryCode: confirmed }), "vault.kit-mismatch");
  const recoveryCode = await newKit(member);
  assert.equal(await ask({ password: "Wrong7!harbour-Quilt", recoveryCode }), "reauthentication.failed");
  assert.equal(await ask({ password: PASSWORD, recoveryCode: confirmed }), "vault.kit-mismatch");
  assert.equal(await ask({ password: PASSWORD, recoveryCode }), undefined);
});

test("an upload that began before a rotation is never written under the dead key", async () => {
  const member = await app.member();
  await ownImage(member);
  const recoveryCode = await newKit(member);
  const rotation = member.client.post("/api/vault/rotation", { password: PASSWORD, recoveryCode });
  const uploads = await Promise.allSettled([ownImage(member), ownImage(member), rotation]);
  const kept = uploads.filter((result) => result.status === "fulfilled").length;
  assert.ok(kept >= 1);
  await waitUntilResealed(member);
  const keys = await app.database.db
    .selectFrom("sealed_keys")
    .select("epoch")
    .where("account_id", "=", member.accountId as never)
    .execute();
  assert.ok(keys.length >= 1 && keys.every((key) => key.epoch === 2), JSON.stringify(keys));
});

test("re-sealing older pictures gives them new data keys and new bytes, and the old bytes go", async () => {
  const member = await app.member();
  const image = await ownImage(member);
  const before = await original(member, image.id);
  const rowOf = () =>
    app.database.db.selectFrom("images").selectAll().where("id", "=", image.id).executeTakeFirstOrThrow();
  const former = await rowOf();
  app.advance(1000);
  await rotate(member, { resealPictures: true });
  await waitUntilResealed(member);
  const now = await rowOf();
  assert.notEqual(now.blob_set, former.blob_set);
  assert.notDeepEqual(now.original_sealed_hash, former.original_sealed_hash);
  assert.equal(await app.blobs.size(`${former.blob_set}/original`), null);
  assert.deepEqual(await original(member, image.id), before);
  const shown = (await member.client.get(`/api/images/${image.id}`)).body as { name: string };
  assert.equal(shown.name, image.name);
});

test("sealing a managed vault replaces its key and leaves no escrow slot; making it managed again adds one", async () => {
  const member = await app.member();
  const image = await ownImage(member);
  const recoveryCode = await newKit(member);
  const sealed = await member.client.put("/api/vault", { mode: "sealed", password: PASSWORD, recoveryCode });
  assert.equal(sealed.status, 200, sealed.text);
  assert.equal((sealed.body as Facts).mode, "sealed");
  assert.deepEqual(await slotKinds(member.accountId), ["password 2", "recovery 2", "session 2"]);
  await waitUntilResealed(member);
  assert.equal((await member.client.get(`/api/images/${image.id}`)).status, 200);
  const managed = await member.client.put("/api/vault", { mode: "managed" });
  assert.equal((managed.body as Facts).mode, "managed");
  assert.deepEqual(await slotKinds(member.accountId), ["escrow 2", "password 2", "recovery 2", "session 2"]);
  await app.rooms.mail.deliverDue();
  const subjects = app.mails.filter((mail) => mail.to === member.email).map((mail) => mail.subject);
  assert.deepEqual(subjects.slice(-2), [
    "Your Safelight vault is sealed",
    "Your Safelight vault is managed now",
  ]);
});

test("some weeks after the kit was confirmed the person is asked for it, and typing it back says that it works", async () => {
  const member = await app.member({ vault: "sealed" });
  const facts = async () => (await member.client.get("/api/vault")).body as Facts;
  assert.equal((await facts()).rehearsalDue, false);
  app.advance(20 * 86_400_000);
  const client = app.client();
  await client.post("/api/sessions", { email: member.email, password: PASSWORD });
  app.advance(23 * 86_400_000 - 3_600_000);
  const later = app.client();
  await later.post("/api/sessions", { email: member.email, password: PASSWORD });
  const due = (await later.get("/api/vault")).body as Facts;
  assert.equal(due.rehearsalDue, true);
  const typed = await later.put("/api/vault/recovery-kit", { recoveryCode: member.recoveryCode });
  assert.equal(typed.status, 200, typed.text);
  assert.equal(((await later.get("/api/vault")).body as Facts).rehearsalDue, false);
});

test("a sealed vault whose keys are lost starts again after seven days, and its pictures are destroyed", async () => {
  const fresh = await startMemoryApp();
  try {
    const member = await fresh.member({ vault: "sealed" });
    await ownImage(member);
    await member.client.post("/api/vault/lock");
    const asked = await member.client.post("/api/vault/start-again");
    assert.equal(asked.status, 200, asked.text);
    fresh.advance(6 * 86_400_000);
    await startAgainWhenDue(fresh.rooms);
    await fresh.rooms.mail.deliverDue();
    const subjects = fresh.mails.filter((mail) => mail.to === member.email).map((mail) => mail.subject);
    assert.ok(subjects.some((subject) => subject.includes("about to be emptied")));
    assert.ok(subjects.some((subject) => subject.includes("In two days")));
    fresh.advance(86_400_001);
    await startAgainWhenDue(fresh.rooms);
    const { db } = fresh.database;
    assert.deepEqual(await db.selectFrom("images").select("id").execute(), []);
    assert.deepEqual(await db.selectFrom("sealed_keys").select("image_id").execute(), []);
    const blobs = [];
    for await (const blob of fresh.blobs.list()) blobs.push(blob.key);
    assert.deepEqual(blobs, []);
    const client = fresh.client();
    const reply = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
    assert.deepEqual((reply.body as { vault: object }).vault, {
      mode: "sealed",
      unlocked: true,
      kitConfirmed: false,
    });
    assert.equal((await client.upload(new Uint8Array(4))).code, "vault.kit-required");
  } finally {
    await fresh.close();
  }
});

test("starting again is refused for an open or a managed vault, and ends with an unlock or the mailed link", async () => {
  const open = await app.member({ vault: "sealed" });
  assert.equal((await open.client.post("/api/vault/start-again")).code, "vault.start-again-refused");
  const managed = await app.member();
  await managed.client.post("/api/vault/lock");
  assert.equal((await managed.client.post("/api/vault/start-again")).code, "vault.start-again-refused");

  await open.client.post("/api/vault/lock");
  await open.client.post("/api/vault/start-again");
  await open.client.post("/api/vault/unlock", { password: PASSWORD });
  assert.deepEqual((await open.client.get("/api/vault/start-again")).body, { startsAt: null });

  await open.client.post("/api/vault/lock");
  await open.client.post("/api/vault/start-again");
  await app.rooms.mail.deliverDue();
  const token = linkToken(app.mails.findLast((mail) => mail.to === open.email));
  assert.equal((await app.client().post("/api/vault/start-again/cancel", { token })).status, 204);
  assert.equal((await app.client().post("/api/vault/start-again/cancel", { token })).code, "link.invalid");
  assert.deepEqual((await open.client.get("/api/vault/start-again")).body, { startsAt: null });
  await destroyExpiredTrash(app.rooms, new AbortController().signal);
});

test("a key that is not the one on record is replaced by nobody: nothing changes, and it stands in the trail", async () => {
  const member = await app.member();
  const image = await ownImage(member);
  const before = await original(member, image.id);
  const own = app.database.db.selectFrom("accounts").where("id", "=", member.accountId as AccountId);
  const put = (vault_fingerprint: Uint8Array | null) =>
    app.database.db
      .updateTable("accounts")
      .set({ vault_fingerprint })
      .where("id", "=", member.accountId as AccountId)
      .execute();
  const { vault_fingerprint: good } = await own.select("vault_fingerprint").executeTakeFirstOrThrow();
  assert.ok(good);
  for (const bad of [Buffer.from(good).map((byte, at) => (at === 7 ? byte ^ 1 : byte)), null]) {
    await put(bad);
    const proof = { password: PASSWORD, recoveryCode: await newKit(member) };
    const slots = await slotKinds(member.accountId);
    assert.equal((await member.client.post("/api/vault/rotation", proof)).code, "vault.key-mismatch");
    const sealing = await member.client.put("/api/vault", { mode: "sealed", ...proof });
    assert.equal(sealing.code, "vault.key-mismatch");
    const row = await own.select(["vault_epoch", "vault_mode"]).executeTakeFirstOrThrow();
    assert.deepEqual(row, { vault_epoch: 1, vault_mode: "managed" });
    assert.deepEqual(await slotKinds(member.accountId), slots);
  }
  const trail = app.database.db
    .selectFrom("audit_records")
    .select("seq")
    .where("account_id", "=", member.accountId);
  assert.equal((await trail.where("action", "=", "vault.key-mismatch").execute()).length, 4);
  await put(good);
  await rotate(member);
  assert.deepEqual(await original(member, image.id), before);
});
