import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { LEAK_POINTS, VAULT_KEY_POINTS } from "../../server/fault-points.ts";
import { describeMasterKey } from "../../server/master-key/describe-master-key.ts";
import { replaceLeakedKeys, rotateLeakedMasterKey } from "../../server/master-key/replace-leaked-keys.ts";
import { type Member, type MemoryApp, PASSWORD } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";
import { type KillableInstance, killableInstance, originalOf, untilKilled } from "./killable-instance.ts";

// kill -9 at every step of what follows a leak of the master key: every vault opens as before, and the next command
// goes on, until each vault has another key than the leaked one opened.

const POINTS = [...LEAK_POINTS, ...VAULT_KEY_POINTS.filter((point) => !point.startsWith("vault.picture"))];
let instance: KillableInstance;
const people: { member: Member; imageId: string; albumId: string; bytes: Buffer }[] = [];

before(async () => {
  instance = await killableInstance();
  const app = await instance.startAgain();
  for (const n of [1, 2]) {
    const member = await app.member({ email: `leaked${n}@example.org` });
    const { id: imageId } = await ownImage(member);
    const album = await member.client.post("/api/albums", { name: "Harbour" });
    const albumId = (album.body as { id: string }).id;
    await member.client.put(`/api/albums/${albumId}/images/${imageId}`);
    people.push({ member, imageId, albumId, bytes: await originalOf(member.client, imageId) });
  }
  await app.close();
});
after(async () => {
  await instance.remove();
});

async function everythingOpens(app: MemoryApp): Promise<void> {
  for (const { member, imageId, albumId, bytes } of people) {
    const client = app.client();
    const reply = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
    assert.equal(reply.status, 201, reply.text);
    assert.deepEqual(await originalOf(client, imageId), bytes);
    const { items } = (await client.get(`/api/images?albumId=${albumId}`)).body as {
      items: { id: string }[];
    };
    assert.deepEqual(
      items.map(({ id }) => id),
      [imageId],
    );
    await client.delete("/api/sessions/current");
  }
  assert.equal((await verifyAudit(app.rooms)).fault, null);
}

async function epochs(app: MemoryApp): Promise<number[]> {
  const rows = await app.database.db
    .selectFrom("accounts")
    .select("vault_epoch")
    .where(
      "id",
      "in",
      people.map(({ member }) => member.accountId as AccountId),
    )
    .execute();
  return rows.map((row) => row.vault_epoch);
}

for (const point of POINTS) {
  test(`at ${point}: every vault opens, and what was begun goes on`, async () => {
    let app = await instance.startAgain();
    const [epoch = 0] = await epochs(app);
    const version = (await describeMasterKey(app.rooms)).versions.at(-1)!.version;
    await app.close();
    await untilKilled(instance.spawn(0, "leaked", point));
    app = await instance.startAgain();
    try {
      await everythingOpens(app);
      await rotateLeakedMasterKey(app.rooms, () => undefined);
      const { damaged, left } = await replaceLeakedKeys(app.rooms);
      assert.deepEqual([damaged, left], [[], 0]);
      // Killed before it was written down that there was a leak, the next command is told of it once more.
      const { versions, isRotating } = await describeMasterKey(app.rooms);
      assert.deepEqual([versions.at(-1)!.version, isRotating], [version + 1, false]);
      // Each once: nobody is signed out twice for one leak.
      assert.deepEqual(
        await epochs(app),
        people.map(() => epoch + 1),
      );
      const { db } = app.database;
      assert.deepEqual(await db.selectFrom("bridges").select("epoch").execute(), []);
      const slots = await db.selectFrom("keyslots").select("epoch").execute();
      const albums = await db.selectFrom("albums").select("epoch").execute();
      const keys = await db.selectFrom("sealed_keys").select("epoch").where("holder", "=", "vault").execute();
      for (const rows of [slots, albums, keys]) {
        assert.deepEqual([...new Set(rows.map((row) => row.epoch))], [epoch + 1]);
      }
      await everythingOpens(app);
    } finally {
      await app.close();
    }
  });
}
