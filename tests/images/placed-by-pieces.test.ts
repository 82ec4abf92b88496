// The order of a month, laid out from its sealed pieces: that they spare opening its pictures, and that nothing is
// laid out which the rows do not say now. What ends a piece is tried in tests/search/pieces.test.ts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId, ImageId } from "#contract/ids.ts";
import { getMonthLayout, type Image, type MonthLayout } from "#contract/images.ts";
import { monthIndex } from "../../server/crypto/blind-index.ts";
import { openGallery } from "../../server/images/gallery.ts";
import { openPieces, piecesByMonth } from "../../server/pieces/open-pieces.ts";
import { insertPiece } from "../../server/pieces/piece-store.ts";
import { type PieceEntry, sealPiece } from "../../server/pieces/seal-piece.ts";
import { everyEntry } from "../../server/search/every-entry.ts";
import { type Member, type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { callerOf, picture, upload } from "./pictures.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

async function layoutOf({ client }: Member, month = "2024-06"): Promise<MonthLayout> {
  return (await client.get(`/api/timeline/${month}/layout`)).as(getMonthLayout.replies[200]);
}

/** As after a start: nothing that was opened is left in memory. */
async function laidOutAnew(member: Member, month = "2024-06"): Promise<MonthLayout> {
  app.rooms.forgetting.forget(member.accountId as AccountId);
  return await layoutOf(member, month);
}

const keep = async ({ client }: Member, day: number, month = "06"): Promise<Image> =>
  await upload(
    client,
    await picture(`${month}-${day}`, { takenAt: `2024:${month}:${String(day).padStart(2, "0")} 10:00:00` }),
  );

async function seal(member: Member): Promise<void> {
  assert.equal((await member.client.post("/api/search", { text: "nothing" })).status, 200);
}

/** Whoever opens them now finds damage. */
async function breakKeys(images: readonly Pick<Image, "id">[]): Promise<void> {
  await app.database.db
    .updateTable("sealed_keys")
    .set({ sealed_key: Buffer.alloc(60) })
    .where(
      "image_id",
      "in",
      images.map(({ id }) => id),
    )
    .execute();
}

const countKeys = async ({ accountId }: Member): Promise<number> =>
  (
    await app.database.db
      .selectFrom("search_keys")
      .select("id")
      .where("account_id", "=", accountId as AccountId)
      .execute()
  ).length;

test("a month whose pieces are there is laid out without opening its pictures", async () => {
  const member = await app.member();
  const kept = [await keep(member, 1), await keep(member, 2), await keep(member, 3)];
  await member.client.patch(`/api/images/${kept[1]!.id}`, { rotation: 90 });
  const before = await layoutOf(member);
  assert.deepEqual(before.ratios, [1500, 667, 1500]);
  assert.deepEqual(await laidOutAnew(member), before);
  await seal(member);
  await breakKeys(kept);
  assert.deepEqual(await laidOutAnew(member), before);
  // They are broken indeed, and pages tell of it.
  const { items } = (await member.client.get("/api/timeline/2024-06")).body as { items: Image[] };
  assert.deepEqual(
    items.map(({ id, damaged }) => [id, damaged]),
    before.ids.map((id) => [id, true]),
  );
});

test("what came to a month since is laid out among what its pieces hold", async () => {
  const member = await app.member();
  const kept = [await keep(member, 1), await keep(member, 9)];
  await seal(member);
  const later = await keep(member, 5);
  await breakKeys(kept);
  const layout = await laidOutAnew(member);
  assert.deepEqual(layout.ids, [kept[1]!.id, later.id, kept[0]!.id]);
  assert.deepEqual(layout.ratios, [1500, 1500, 1500]);
});

test("what was edited, trashed, restored or destroyed since its pieces were sealed is laid out as it is now", async () => {
  const member = await app.member();
  const { client } = member;
  const [moved, turned, trashed, destroyed, restored] = [
    await keep(member, 1),
    await keep(member, 2),
    await keep(member, 3),
    await keep(member, 4),
    await keep(member, 5),
  ];
  await client.delete(`/api/images/${restored.id}`);
  await seal(member);
  assert.equal((await laidOutAnew(member)).ids.length, 4);
  await client.patch(`/api/images/${moved.id}`, { takenAt: "2024-07-01T00:00:00" });
  await seal(member);
  assert.deepEqual((await laidOutAnew(member)).ids, [destroyed.id, trashed.id, turned.id]);
  assert.deepEqual((await laidOutAnew(member, "2024-07")).ids, [moved.id]);
  await client.patch(`/api/images/${turned.id}`, { rotation: 270 });
  assert.deepEqual((await laidOutAnew(member)).ratios, [1500, 1500, 667]);
  await seal(member);
  for (const { id } of [trashed, destroyed]) await client.delete(`/api/images/${id}`);
  assert.equal((await client.delete(`/api/trash/${destroyed.id}`)).status, 200);
  assert.deepEqual((await laidOutAnew(member)).ids, [turned.id]);
  await seal(member);
  await client.post(`/api/trash/${restored.id}/restore`);
  assert.deepEqual((await laidOutAnew(member)).ids, [restored.id, turned.id]);
});

test("a damaged picture, which is in no piece, has its place beside those that are", async () => {
  const member = await app.member();
  const [damaged, whole] = [await keep(member, 7), await keep(member, 8)];
  await app.database.db
    .updateTable("images")
    .set({ sealed_details: Buffer.alloc(80) })
    .where("id", "=", damaged.id)
    .execute();
  app.rooms.forgetting.forget(member.accountId as AccountId);
  await seal(member);
  assert.equal(await countKeys(member), 1);
  await breakKeys([whole]);
  const { ids, seconds, ratios } = await laidOutAnew(member);
  assert.deepEqual(ids, [whole.id, damaged.id]);
  assert.deepEqual([seconds[1], ratios], [0, [1500, 1000]]);
});

test("a piece that was moved to another month is not believed there", async () => {
  const member = await app.member();
  const caller = await callerOf(app, member);
  const [june, july] = [await keep(member, 1), await keep(member, 1, "07")];
  const before = [await layoutOf(member), await layoutOf(member, "2024-07")];
  await seal(member);
  const [juneIndex, julyIndex] = ["2024-06", "2024-07"].map((month) =>
    monthIndex(caller.vault.indexKey, month),
  ) as [Buffer, Buffer];
  await app.database.db.deleteFrom("search_keys").where("month_index", "=", julyIndex).execute();
  await app.database.db
    .updateTable("search_keys")
    .set({ month_index: julyIndex })
    .where("month_index", "=", juneIndex)
    .execute();
  const after = [await laidOutAnew(member), await laidOutAnew(member, "2024-07")];
  assert.deepEqual(after, before);
  assert.deepEqual(
    after.map(({ ids }) => ids),
    [[june.id], [july.id]],
  );
});

test("pieces that hold a picture twice, or more pictures than there are, are not believed", async () => {
  const member = await app.member();
  const caller = await callerOf(app, member);
  const [one, two] = [await keep(member, 1), await keep(member, 2)];
  const before = await layoutOf(member);
  const entries: PieceEntry[] = [];
  for await (const some of everyEntry(openGallery(app.rooms), caller)) entries.push(...some);
  const [entry] = entries.filter(({ id }) => id === one.id) as [PieceEntry];
  const gone: PieceEntry = { ...entry, id: "gone" as ImageId };
  const untrue = entries.map((some) => ({ ...some, ratio: 1 }));
  for (const parts of [
    [[entry], [entry]],
    [untrue, [gone]],
  ]) {
    await app.database.db.deleteFrom("search_keys").where("account_id", "=", caller.accountId).execute();
    for (const [n, some] of parts.entries()) {
      const id = app.rooms.newId();
      const { sealedKey, sealedEntries } = sealPiece(caller, id, some);
      const key = {
        id,
        account_id: caller.accountId,
        month_index: monthIndex(caller.vault.indexKey, "2024-06"),
        part: String(n),
        entries: some.length,
        epoch: caller.vault.epoch,
        sealed_key: sealedKey,
      };
      await insertPiece(app.database.db, key, sealedEntries);
    }
    assert.equal(await countKeys(member), 2);
    assert.deepEqual(await laidOutAnew(member), before);
  }
  assert.deepEqual(before.ids, [two.id, one.id]);
});

test("a piece that was listed and then lost a picture is not opened any more", async () => {
  const member = await app.member();
  const caller = await callerOf(app, member);
  const [first] = [await keep(member, 1), await keep(member, 2)];
  await seal(member);
  const pieces = [...(await piecesByMonth(app.rooms, caller, "all")).values()].flat();
  assert.equal((await openPieces(app.rooms, caller, pieces)).size, 1);
  await member.client.delete(`/api/images/${first.id}`);
  assert.equal((await openPieces(app.rooms, caller, pieces)).size, 0);
});

test("pieces of another vault key or another person tell nothing", async () => {
  const [member, other] = [await app.member(), await app.member()];
  await keep(member, 1);
  await seal(member);
  const [caller, stranger] = [await callerOf(app, member), await callerOf(app, other)];
  const pieces = [...(await piecesByMonth(app.rooms, caller, "all")).values()].flat();
  assert.equal(pieces.length, 1);
  assert.equal((await openPieces(app.rooms, stranger, pieces)).size, 0);
  assert.equal((await piecesByMonth(app.rooms, stranger, "all")).size, 0);
  const later = { ...caller, vault: { ...caller.vault, epoch: caller.vault.epoch + 1 } };
  assert.equal((await piecesByMonth(app.rooms, later, "all")).size, 0);
  assert.deepEqual((await layoutOf(other)).ids, []);
});
