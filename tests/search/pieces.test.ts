// What a search finds, kept in sealed pieces: that they spare opening every picture, and hold nothing for longer than
// it is true and wanted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import type { AccountId, ImageId } from "#contract/ids.ts";
import { destroyAccountKeys } from "../../server/accounts/leave.ts";
import { openGallery } from "../../server/images/gallery.ts";
import type { ImageDetails } from "../../server/images/image-details.ts";
import { findDetails, holdKnown } from "../../server/images/known-details.ts";
import { deletePieces } from "../../server/pieces/piece-store.ts";
import { sealAhead } from "../../server/search/seal-ahead.ts";
import { holdAccount } from "../../server/vault/hold-account.ts";
import { callerOf, picture, upload } from "../images/pictures.ts";
import { insertPictures } from "../support/insert-pictures.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { onPostgres } from "../support/test-database.ts";
import { until } from "../support/until.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function totalOf({ client }: Member, text: string): Promise<number> {
  const reply = await client.post("/api/search", { text });
  assert.equal(reply.status, 200, reply.text);
  return (reply.body as { total: number }).total;
}

/** As after locking and unlocking: nothing that was opened is left in memory. */
function forget({ accountId }: Member): void {
  app.rooms.forgetting.forget(accountId as AccountId);
}

async function piecesOf({ accountId }: Member): Promise<{ id: string; part: string; entries: number }[]> {
  return await app.database.db
    .selectFrom("search_keys")
    .innerJoin("search_pieces", "search_pieces.key_id", "search_keys.id")
    .select(["search_keys.id", "part", "entries"])
    .where("account_id", "=", accountId as AccountId)
    .orderBy("part")
    .execute();
}

/** A vault of so many pictures in each of two months, searched once. */
async function searchedVault(each = 2): Promise<{ member: Member; ids: string[] }> {
  const member = await app.member();
  const ids: string[] = [];
  for (const month of ["06", "07"]) {
    for (let n = 0; n < each; n += 1) {
      const takenAt = `2024:${month}:0${n + 1} 10:00:00`;
      const file = await picture(`${month}/${n}`, { takenAt });
      ids.push((await upload(member.client, file, { name: `harbour ${month} ${n}.jpg` })).id);
    }
  }
  assert.equal(await totalOf(member, "harbour"), 2 * each);
  return { member, ids };
}

test("a vault that was searched once is searched again without opening its pictures", async () => {
  const { member, ids } = await searchedVault();
  assert.deepEqual(
    (await piecesOf(member)).map(({ entries }) => entries),
    [2, 2],
  );
  forget(member);
  // Whoever opened them now would find nothing.
  await app.database.db
    .updateTable("sealed_keys")
    .set({ sealed_key: Buffer.alloc(60) })
    .where("image_id", "in", ids as ImageId[])
    .execute();
  assert.equal(await totalOf(member, "harbour"), 4);
  assert.equal(await totalOf(member, "july 2024 harbour"), 2);
});

test("an edit, the way into the trash and destruction end the piece that held the picture, and no other", async () => {
  const { member, ids } = await searchedVault();
  const [first = "", second = ""] = ids;
  const before = await piecesOf(member);
  await member.client.patch(`/api/images/${first}`, { name: "pier.jpg", takenAt: "2001-02-03T04:05:06" });
  assert.equal((await piecesOf(member)).length, 1);
  forget(member);
  assert.deepEqual([await totalOf(member, "harbour"), await totalOf(member, "pier 2001")], [3, 1]);
  assert.equal((await piecesOf(member)).length, 3);

  await member.client.delete(`/api/images/${second}`);
  assert.equal((await piecesOf(member)).length, 2);
  await member.client.delete(`/api/trash/${second}`);
  forget(member);
  assert.equal(await totalOf(member, "harbour"), 2);
  assert.ok((await piecesOf(member)).some(({ id }) => before.some((piece) => piece.id === id)));
  const left = await app.database.db.selectFrom("search_pieces").select("key_id").execute();
  const keys = await app.database.db.selectFrom("search_keys").select("id").execute();
  assert.deepEqual(left.map(({ key_id: id }) => id).toSorted(), keys.map(({ id }) => id).toSorted());
});

test("what becomes of a picture that lies in the trash ends no piece", async () => {
  const { member, ids } = await searchedVault(3);
  const [edited = "", destroyed = ""] = ids;
  for (const id of [edited, destroyed]) await member.client.delete(`/api/images/${id}`);
  forget(member);
  assert.equal(await totalOf(member, "harbour"), 4);
  const before = await piecesOf(member);
  assert.deepEqual(
    before.map(({ entries }) => entries).toSorted((a, b) => a - b),
    [1, 3],
  );
  assert.equal((await member.client.patch(`/api/images/${edited}`, { caption: "quay" })).status, 200);
  assert.equal((await member.client.delete(`/api/trash/${destroyed}`)).status, 200);
  assert.deepEqual(await piecesOf(member), before);
  assert.equal((await member.client.post(`/api/trash/${edited}/restore`)).status, 200);
  forget(member);
  assert.deepEqual([await totalOf(member, "harbour"), await totalOf(member, "quay")], [5, 1]);
});

test("what comes to a month, or back from the trash, is found beside its piece, and then in it", async () => {
  const { member, ids } = await searchedVault();
  await upload(member.client, await picture("later", { takenAt: "2024:06:20 10:00:00" }), {
    name: "harbour later.jpg",
  });
  forget(member);
  assert.equal(await totalOf(member, "harbour"), 5);
  const entriesOf = async () =>
    (await piecesOf(member)).map(({ entries }) => entries).toSorted((a, b) => a - b);
  assert.deepEqual(await entriesOf(), [2, 3]);

  await member.client.delete(`/api/images/${ids[0]}`);
  forget(member);
  assert.equal(await totalOf(member, "harbour"), 4);
  await member.client.post(`/api/trash/${ids[0]}/restore`);
  forget(member);
  assert.equal(await totalOf(member, "harbour"), 5);
  assert.deepEqual(await entriesOf(), [2, 3]);
});

test("a piece that was tampered with counts for nothing, and is made anew", async () => {
  const { member } = await searchedVault();
  for (const sealed of [Buffer.alloc(100), Buffer.alloc(0)]) {
    const [{ id } = { id: "" }] = await piecesOf(member);
    await app.database.db
      .updateTable("search_pieces")
      .set({ sealed_entries: sealed })
      .where("key_id", "=", id)
      .execute();
    forget(member);
    assert.equal(await totalOf(member, "harbour"), 4);
    const now = await piecesOf(member);
    assert.equal(now.length, 2);
    assert.ok(now.every((piece) => piece.id !== id));
  }
});

test("a new vault key, and the end of a vault, end its pieces in the same transaction", async () => {
  const { member } = await searchedVault();
  const kit = (await member.client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  const rotated = await member.client.post("/api/vault/rotation", { password: PASSWORD, ...kit });
  assert.equal(rotated.status, 200, rotated.text);
  assert.deepEqual(await piecesOf(member), []);
  assert.equal(await totalOf(member, "harbour"), 4);
  assert.equal((await piecesOf(member)).length, 2);
  await destroyAccountKeys(app.rooms, member.accountId as AccountId);
  assert.deepEqual(await piecesOf(member), []);
});

test("a month of many pictures is sealed in parts, and a change ends one of them", async () => {
  const member = await app.member();
  const caller = await callerOf(app, member);
  const details = (n: number): ImageDetails => ({
    v: 1,
    name: `harbour ${n}.jpg`,
    caption: "",
    format: "jpeg",
    width: 4000,
    height: 3000,
    animated: false,
    sizeBytes: 3_000_000,
    viewBytes: null,
    thumbBytes: 20_000,
    viewFormat: "jpeg",
    takenAt: "2024-06-01T10:00:00",
    camera: null,
    exposure: null,
    place: null,
    thumbHash: "",
    removed: [],
    rotation: 0,
    contentHash: String(n).padStart(64, "0"),
  });
  const manyAt = (from: number, count: number) => Array.from({ length: count }, (_, n) => details(from + n));
  await insertPictures(app, caller, manyAt(0, 900));
  assert.equal(await totalOf(member, "harbour"), 900);
  assert.equal((await piecesOf(member)).length, 1);
  const [one = ""] = await insertPictures(app, caller, manyAt(900, 300));
  forget(member);
  assert.equal(await totalOf(member, "harbour"), 1200);
  const parts = await piecesOf(member);
  assert.equal(parts.length, 32);
  assert.equal(
    parts.reduce((sum, { entries }) => sum + entries, 0),
    1200,
  );
  await member.client.delete(`/api/images/${one}`);
  assert.deepEqual(
    await piecesOf(member),
    parts.filter(({ part }) => part !== one.slice(0, 1)),
  );
  forget(member);
  assert.equal(await totalOf(member, "harbour"), 1199);
  assert.equal((await piecesOf(member)).length, 32);
});

test("what was changed or trashed since it was opened is sealed into no piece", async () => {
  const { member, ids } = await searchedVault(1);
  const gallery = openGallery(app.rooms);
  const caller = await callerOf(app, member);
  const known = await findDetails(gallery, caller, ids as ImageId[]);
  const isHeld = () =>
    app.database.db.transaction().execute((transaction) => holdKnown(app.rooms.database, transaction, known));
  assert.equal(await isHeld(), true);
  await member.client.patch(`/api/images/${ids[0]}`, { caption: "quay" });
  assert.equal(await isHeld(), false);
  known.splice(
    known.findIndex(({ id }) => id === ids[0]),
    1,
  );
  assert.equal(await isHeld(), true);
  await member.client.delete(`/api/images/${ids[1]}`);
  assert.equal(await isHeld(), false);
});

if (onPostgres) {
  // SQLite has one writer at a time: nothing to try there.
  test("a change that is not committed yet keeps its picture out of every piece", async () => {
    const { member, ids } = await searchedVault(1);
    const known = await findDetails(openGallery(app.rooms), await callerOf(app, member), ids as ImageId[]);
    await app.database.db.transaction().execute(async (changing) => {
      await changing
        .updateTable("images")
        .set({ trashed_at: 1 })
        .where("id", "=", ids[0] as ImageId)
        .execute();
      const isHeld = await app.database.db
        .transaction()
        .execute((transaction) => holdKnown(app.rooms.database, transaction, known));
      assert.equal(isHeld, false);
    });
  });
}

if (onPostgres) {
  // SQLite has one writer at a time: nothing to try there.
  test("many pictures go into the trash while somebody ends their pieces in another order", async () => {
    for (const isBackwards of [false, true]) {
      const { member, ids } = await searchedVault(1);
      const pieces = await piecesOf(member);
      const [first, second] = isBackwards ? pieces.toReversed() : pieces;
      const trashing = await app.database.db.transaction().execute(async (sealing) => {
        await holdAccount(sealing, member.accountId as AccountId);
        assert.equal(await deletePieces(sealing, [first!.id]), 1);
        const asked = member.client.post("/api/bulk", { action: "trash", imageIds: ids });
        await until(someoneWaits);
        assert.equal(await deletePieces(sealing, [second!.id]), 1);
        return { asked };
      });
      const reply = await trashing.asked;
      assert.equal(reply.status, 200, reply.text);
      assert.equal((await member.client.get("/api/images")).text.includes(ids[0]!), false);
    }
  });
}

async function someoneWaits(): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_locks join pg_stat_activity using (pid)
    where not granted and datname = current_database()`.execute(app.database.db);
  return rows.length > 0;
}

test("many new pictures are sealed ahead while their owner looks at the gallery, and not once it is locked", async () => {
  const gallery = openGallery(app.rooms);
  sealAhead(gallery, { afterMilliseconds: 0, everyMilliseconds: 60_000, atLeast: 2 });
  const members = [await app.member(), await app.member(), await app.member()];
  const callers = [];
  for (const [n, member] of members.entries()) {
    for (let made = 0; made <= Math.min(n, 1); made += 1) {
      await upload(member.client, await picture(`ahead ${made}`), { name: `harbour ${made}.jpg` });
    }
    const caller = await callerOf(app, member);
    callers.push(caller);
    gallery.visit(caller);
  }
  const [few, many, locked] = members;
  forget(locked!);
  await until(async () => (await piecesOf(many!)).length === 1);
  assert.deepEqual([await piecesOf(few!), await piecesOf(locked!)], [[], []]);
});
