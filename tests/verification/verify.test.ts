// The check of everything: what it finds of what somebody, or a disk, did to rows and bytes; what it leaves alone of
// what people do meanwhile; and whose pictures it opens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import type { Image } from "#contract/images.ts";
import { CANARY_ACCOUNT } from "../../server/database/canary-account.ts";
import { blobKey } from "../../server/images/keep-renditions.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import { checkCanary, makeCanary } from "../../server/verification/canary.ts";
import { isWhole, type Verdict } from "../../server/verification/verdict.ts";
import { verifyInstance } from "../../server/verification/verify-instance.ts";
import { callerOf, picture, upload } from "../images/pictures.ts";
import { firstAdministrator } from "../support/administrator.ts";
import { type Member, type MemoryApp, PASSWORD, setupToken, startMemoryApp } from "../support/memory-app.ts";

let app: MemoryApp;
let anna: Member;
let bert: Member;
let kept: Image[];

before(async () => {
  app = await startMemoryApp();
  assert.equal(await makeCanary(app.rooms), true);
  [anna, bert] = [await app.member(), await app.member()];
  kept = [];
  for (const member of [anna, anna, anna, bert])
    kept.push(await upload(member.client, await picture(`kept ${kept.length}`)));
  const album = await anna.client.post("/api/albums", { name: "Hafen" });
  const { id } = album.body as { id: string };
  for (const holder of [id, "favourites"])
    assert.equal((await anna.client.put(`/api/albums/${holder}/images/${kept[0]!.id}`)).status, 204);
});
after(() => app.close());

async function check(options: { by?: Member; repair?: boolean } = {}): Promise<Verdict> {
  return await verifyInstance(app.rooms, {
    own: options.by === undefined ? null : await callerOf(app, options.by),
    repair: options.repair === true,
    onProgress: () => undefined,
  });
}

async function rowOf({ id }: Image) {
  return app.database.db.selectFrom("images").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

/** Does something to a blob, checks, and puts it back. */
async function withBlob(key: string, bytes: Buffer | null, look: () => Promise<void>): Promise<void> {
  const before = await app.blobs.read(key);
  await app.blobs.delete(key);
  if (bytes !== null) await app.blobs.put(key, bytes);
  try {
    await look();
  } finally {
    await app.blobs.delete(key);
    await app.blobs.put(key, before);
  }
}

/** The same of a row's column. */
async function withColumn(
  image: Image,
  values: { sealed_details?: Uint8Array; month_index?: Uint8Array },
  look: () => Promise<void>,
): Promise<void> {
  const before = await rowOf(image);
  const update = (set: typeof values) =>
    app.database.db.updateTable("images").set(set).where("id", "=", image.id).execute();
  await update(values);
  try {
    await look();
  } finally {
    await update({ sealed_details: before.sealed_details, month_index: before.month_index });
  }
}

function flipped(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}

test("an instance that nobody harmed is whole, and every tag of a person's who asks opens", async () => {
  const verdict = await check({ by: anna });
  assert.ok(isWhole(verdict), JSON.stringify(verdict));
  assert.deepEqual([verdict.images, verdict.canary], [kept.length + 1, "opens"]);
  assert.ok(verdict.blobs >= verdict.images * 2 && verdict.sizeBytes > 40_000);
  assert.deepEqual(verdict.own, {
    accountId: anna.accountId,
    images: 3,
    albums: 2,
    faults: [],
    isReplaced: false,
  });
});

test("a flipped byte and a missing blob are named, with the picture and its owner", async () => {
  const { blob_set } = await rowOf(kept[3]!);
  const key = blobKey(blob_set, "thumb");
  const bytes = await app.blobs.read(key);
  for (const [spoilt, fault] of [
    [flipped(bytes, bytes.length - 1), "changed"],
    [bytes.subarray(0, -1), "changed"],
    [null, "missing"],
  ] as const) {
    await withBlob(key, spoilt, async () => {
      const verdict = await check();
      const loss = { kind: "blob", imageId: kept[3]!.id, accountId: bert.accountId, rendition: "thumb" };
      assert.deepEqual(verdict.losses, [{ ...loss, blobKey: key, fault }]);
      assert.equal(isWhole(verdict), false);
    });
  }
  assert.ok(isWhole(await check()));
});

test("bytes and hash exchanged together are noticed by their tags, when their owner asks, and not before", async () => {
  const [one, two] = [await rowOf(kept[0]!), await rowOf(kept[1]!)];
  const hash = (set: Uint8Array, id: Image["id"]) =>
    app.database.db.updateTable("images").set({ thumb_sealed_hash: set }).where("id", "=", id).execute();
  await withBlob(
    blobKey(one.blob_set, "thumb"),
    await app.blobs.read(blobKey(two.blob_set, "thumb")),
    async () => {
      await hash(two.thumb_sealed_hash, kept[0]!.id);
      assert.ok(isWhole(await check()));
      const { own } = await check({ by: anna });
      assert.deepEqual(own?.faults, [{ id: kept[0]!.id, part: "thumb" }]);
      await hash(one.thumb_sealed_hash, kept[0]!.id);
    },
  );
});

test("details, indexes, copies and albums that do not open are found with their owner's token", async () => {
  const row = await rowOf(kept[0]!);
  const id = kept[0]!.id;
  await withColumn(kept[0]!, { sealed_details: flipped(row.sealed_details, 40) }, async () => {
    assert.deepEqual((await check({ by: anna })).own?.faults, [{ id, part: "details" }]);
    assert.ok(isWhole(await check({ by: bert })));
  });
  await withColumn(kept[0]!, { month_index: flipped(row.month_index, 0) }, async () => {
    assert.deepEqual((await check({ by: anna })).own?.faults, [{ id, part: "index" }]);
  });
  const copies = await app.database.db
    .selectFrom("sealed_keys")
    .selectAll()
    .where("image_id", "=", id)
    .where("holder", "!=", "vault")
    .execute();
  const [first, second] = copies;
  const put = (holder: string, sealed_key: Uint8Array) =>
    app.database.db
      .updateTable("sealed_keys")
      .set({ sealed_key })
      .where("image_id", "=", id)
      .where("holder", "=", holder)
      .execute();
  await put(first!.holder, second!.sealed_key);
  assert.deepEqual((await check({ by: anna })).own?.faults, [{ id, part: "copy" }]);
  await put(first!.holder, first!.sealed_key);
  assert.ok(isWhole(await check({ by: anna })));
});

test("a data key that is gone is a loss, and --repair writes losses into the trail", async () => {
  const lost = await upload(bert.client, await picture("to be lost"));
  const key = await app.database.db
    .deleteFrom("sealed_keys")
    .where("image_id", "=", lost.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const expected = [{ kind: "key", imageId: lost.id, accountId: bert.accountId }];
  assert.deepEqual((await check()).losses, expected);
  assert.deepEqual((await check({ repair: true })).losses, expected);
  const records = await app.database.db
    .selectFrom("audit_records")
    .select(["action", "account_id"])
    .where("subject_id", "=", lost.id)
    .execute();
  assert.ok(records.some((one) => one.action === "image.damaged" && one.account_id === bert.accountId));
  await app.database.db.insertInto("sealed_keys").values(key).execute();
  assert.ok(isWhole(await check()));
});

test("bytes that nothing names are orphans after an hour, and only --repair deletes them", async () => {
  await app.blobs.put("nobodys/original", Buffer.alloc(500));
  await app.blobs.put("nobodys/0", Buffer.alloc(20));
  await app.blobs.put("stray", Buffer.alloc(3));
  assert.ok(isWhole(await check()), "what is young may be about to get its row");
  app.advance(2 * 3_600_000);
  const found = await check();
  assert.deepEqual([found.orphans, isWhole(found)], [{ count: 3, sizeBytes: 523, removed: 0 }, false]);
  assert.equal(await app.blobs.size("stray"), 3);
  const repaired = await check({ repair: true });
  assert.deepEqual(repaired.orphans, { count: 3, sizeBytes: 523, removed: 3 });
  const again = await check();
  assert.deepEqual([again.orphans.count, isWhole(again)], [0, true]);
});

test("arrivals, doomed bytes and pieces of files that are coming are no orphans, and a lost piece is told", async () => {
  const { db } = app.database;
  const now = app.rooms.clock();
  await db.insertInto("arrivals").values({ blob_set: "coming", created_at: now }).execute();
  await db.insertInto("doomed_blobs").values({ blob_set: "going", created_at: now }).execute();
  const uploaded = {
    id: "large" as never,
    account_id: bert.accountId as AccountId,
    epoch: 1,
    sealed_key: Buffer.alloc(60),
    sealed_details: Buffer.alloc(60),
    blob_set: "pieces",
    size_bytes: 10,
    offset_bytes: 5,
    pieces: 1,
    created_at: now,
    touched_at: now,
    expires_at: now + 86_400_000,
    finished_at: null,
  };
  await db.insertInto("uploads").values(uploaded).execute();
  await db.insertInto("upload_pieces").values({ upload_id: uploaded.id, piece: 0, size_bytes: 5 }).execute();
  for (const key of ["coming/original", "going/thumb", "pieces/0"]) await app.blobs.put(key, Buffer.alloc(9));
  app.advance(2 * 3_600_000);
  assert.ok(isWhole(await check({ repair: true })));
  await app.blobs.delete("pieces/0");
  assert.deepEqual((await check()).losses, [{ kind: "piece", uploadId: "large", blobKey: "pieces/0" }]);
  await db.deleteFrom("uploads").execute();
  await db.deleteFrom("arrivals").execute();
  await db.deleteFrom("doomed_blobs").execute();
  for (const key of ["coming/original", "going/thumb"]) await app.blobs.delete(key);
});

test("a changed record of the trail makes the whole not whole", async () => {
  const { db } = app.database;
  const rename = (action: string) =>
    db.updateTable("audit_records").set({ action }).where("seq", "=", 2).execute();
  const { action } = await db
    .selectFrom("audit_records")
    .select("action")
    .where("seq", "=", 2)
    .executeTakeFirstOrThrow();
  await rename("vault.something");
  const { audit } = await check();
  assert.deepEqual([audit.fault, audit.records], [{ seq: 2, kind: "link" }, 1]);
  await rename(action);
  assert.ok(isWhole(await check()));
});

test("the canary tells another master key, a lost row and a changed byte", async () => {
  const other = await openFileKeys(`${app.keyFolder}-other`, { create: true });
  assert.equal(await checkCanary({ ...app.rooms, keys: other }), "damaged");
  const away = { ...other, derive: () => Promise.reject(new Error("the HSM is away")) };
  assert.equal(await checkCanary({ ...app.rooms, keys: away }), "keys-unavailable");
  const canary = await app.database.db
    .selectFrom("images")
    .selectAll()
    .where("account_id", "=", CANARY_ACCOUNT)
    .executeTakeFirstOrThrow();
  const key = blobKey(canary.blob_set, "original");
  await withBlob(key, flipped(await app.blobs.read(key), 20_000), async () => {
    assert.equal((await check()).canary, "damaged");
  });
  const slots = await app.database.db
    .deleteFrom("keyslots")
    .where("account_id", "=", CANARY_ACCOUNT)
    .returningAll()
    .execute();
  assert.equal((await check()).canary, "damaged");
  await app.database.db.insertInto("keyslots").values(slots).execute();
  assert.equal((await check()).canary, "opens");
});

test("the canary is nobody: an instance with it alone is empty, no list shows it, and it has no way in", async (t) => {
  const empty = await startMemoryApp();
  t.after(() => empty.close());
  assert.equal((await check()).canary, "opens");
  assert.equal(await checkCanary(empty.rooms), "absent");
  const made = await Promise.all([makeCanary(empty.rooms), makeCanary(empty.rooms)]);
  assert.deepEqual(made.sort(), [false, true], "two servers that start at once make one");
  assert.equal(await checkCanary(empty.rooms), "opens");
  assert.match(await setupToken(empty), /^[\w-]{43}$/);
  const admin = await firstAdministrator(empty);
  const people = await admin.client.get("/api/admin/accounts");
  assert.deepEqual(
    (people.body as { items: { email: string }[] }).items.map(({ email }) => email),
    [admin.email],
  );
  const patched = await admin.client.patch(`/api/admin/accounts/${CANARY_ACCOUNT}`, { disabled: false });
  assert.equal(patched.status, 404);
  const signIn = await empty.client().post("/api/sessions", { email: "canary", password: PASSWORD });
  assert.equal(signIn.code, "request.invalid");
});

test("a check beside uploads, edits, the trash and destruction finds nothing lost and nothing to collect", async () => {
  let isOver = false;
  const busy = async (member: Member, mark: string): Promise<number> => {
    let rounds = 0;
    for (; !isOver || rounds < 3; rounds += 1) {
      const image = await upload(member.client, await picture(`${mark} ${rounds}`));
      await member.client.patch(`/api/images/${image.id}`, { caption: `round ${rounds}` });
      await member.client.put(`/api/albums/favourites/images/${image.id}`);
      if (rounds % 3 === 0) continue;
      await member.client.delete(`/api/images/${image.id}`);
      assert.equal((await member.client.delete(`/api/trash/${image.id}`)).status, 200);
    }
    return rounds;
  };
  // Whatever is there is old enough to be collected, if it were an orphan.
  const rooms = { ...app.rooms, clock: () => app.rooms.clock() + 3 * 3_600_000 };
  const work = Promise.all([busy(anna, "busy a"), busy(bert, "busy b")]);
  try {
    for (let n = 0; n < 5; n += 1) {
      const own = await callerOf(app, anna);
      const verdict = await verifyInstance(rooms, { own, repair: true, onProgress: () => undefined });
      assert.ok(isWhole(verdict), JSON.stringify(verdict));
    }
  } finally {
    isOver = true;
  }
  assert.ok((await work).every((rounds) => rounds >= 3));
  const last = await check({ by: anna });
  assert.ok(isWhole(last), JSON.stringify(last));
});

test("a vault key that is replaced meanwhile is told, and nothing is called damaged for it", async () => {
  const own = await callerOf(app, bert);
  await app.database.db
    .updateTable("accounts")
    .set((eb) => ({ vault_epoch: eb("vault_epoch", "+", 1) }))
    .where("id", "=", own.accountId)
    .execute();
  const verdict = await verifyInstance(app.rooms, { own, repair: false, onProgress: () => undefined });
  assert.deepEqual([verdict.own?.isReplaced, isWhole(verdict)], [true, false]);
  await app.database.db
    .updateTable("accounts")
    .set((eb) => ({ vault_epoch: eb("vault_epoch", "-", 1) }))
    .where("id", "=", own.accountId)
    .execute();
});
