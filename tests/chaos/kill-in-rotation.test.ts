import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, suite, test } from "node:test";
import type { AccountId } from "#contract/ids.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { MASTER_KEY_POINTS, RETIREMENT_POINTS, VAULT_KEY_POINTS } from "../../server/fault-points.ts";
import { checkMasterKey } from "../../server/master-key/check-master-key.ts";
import { describeMasterKey } from "../../server/master-key/describe-master-key.ts";
import { retireMasterKey } from "../../server/master-key/retire-master-key.ts";
import { rotateMasterKey } from "../../server/master-key/rotate-master-key.ts";
import { openByEscrow } from "../../server/vault/open-by-escrow.ts";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { findFreePort } from "../support/free-port.ts";
import { type Member, type MemoryApp, PASSWORD } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";
import { until } from "../support/until.ts";
import {
  type KillableInstance,
  killableInstance,
  originalOf as original,
  untilKilled,
} from "./killable-instance.ts";

// kill -9 at every step of replacing a key, whichever: everything opens afterwards, and what was begun goes on.

let instance: KillableInstance;
before(async () => {
  instance = await killableInstance();
});
after(async () => {
  await instance.remove();
});

suite("a process that is killed while the master key is replaced", () => {
  const members: { member: Member; imageId: string; bytes: Buffer }[] = [];

  before(async () => {
    const app = await instance.startAgain();
    for (const n of [1, 2, 3, 4, 5]) {
      const member = await app.member({ email: `managed${n}@example.org` });
      const { id } = await ownImage(member);
      members.push({ member, imageId: id, bytes: await original(member.client, id) });
    }
    await app.close();
  });

  async function everythingOpens(app: MemoryApp): Promise<void> {
    const check = await checkMasterKey(app.rooms);
    assert.deepEqual([check.damagedSlots, check.damagedSecrets, check.slots], [[], [], members.length]);
    const { member, imageId, bytes } = members[0]!;
    for (const { member: one } of members) {
      assert.ok(await openByEscrow(app.rooms, one.accountId as AccountId));
    }
    const client = app.client();
    const reply = await client.post("/api/sessions", { email: member.email, password: PASSWORD });
    assert.equal(reply.status, 201, reply.text);
    assert.deepEqual(await original(client, imageId), bytes);
    assert.equal((await verifyAudit(app.rooms)).fault, null);
  }

  for (const point of MASTER_KEY_POINTS) {
    test(`at ${point}: everything opens, and the rotation goes on`, async () => {
      let app = await instance.startAgain();
      const from = (await describeMasterKey(app.rooms)).versions.at(-1)!.version;
      await app.close();
      await untilKilled(instance.spawn(0, "rotate", point));
      app = await instance.startAgain();
      try {
        await everythingOpens(app);
        const known = (await describeMasterKey(app.rooms)).versions.at(-1)!.version;
        // Killed after its very end, the next one is a rotation of its own.
        if (point !== "master.completed") {
          const rotated = await rotateMasterKey(app.rooms, { batch: 2 });
          assert.deepEqual([rotated.version, rotated.completed], [from + 1, true]);
        } else assert.equal(known, from + 1);
        const { versions, isRotating } = await describeMasterKey(app.rooms);
        assert.equal(isRotating, false);
        assert.deepEqual(
          versions.filter(({ secrets, slots }) => secrets + slots > 0).map(({ version }) => version),
          [from + 1],
        );
        assert.ok(versions.every(({ held }) => held === "same"));
        // No key was made that nothing names.
        assert.equal(app.rooms.keys.currentVersion, from + 1);
        await everythingOpens(app);
      } finally {
        await app.close();
      }
    });
  }

  for (const point of RETIREMENT_POINTS) {
    test(`at ${point}: everything opens, and the old version still goes`, async () => {
      let app = await instance.startAgain();
      const { versions } = await describeMasterKey(app.rooms);
      const old = versions.find(({ state }) => state === "former")!.version;
      await app.close();
      await untilKilled(instance.spawn(0, "retire", point, String(old)));
      app = await instance.startAgain();
      try {
        await everythingOpens(app);
        assert.equal((await retireMasterKey(app.rooms, old)).state, "retired");
        assert.ok(!app.rooms.keys.versions().includes(old));
        await everythingOpens(app);
      } finally {
        await app.close();
      }
    });
  }
});

suite("a server that is killed while a vault key is replaced", () => {
  interface Facts {
    readonly epoch: number;
    readonly rotationLeft: number | null;
    readonly resealLeft: number | null;
  }

  async function settled(client: ApiClient): Promise<Facts> {
    let facts: Facts | null = null;
    await until(async () => {
      facts = (await client.get("/api/vault")).body as Facts;
      return facts.rotationLeft === null && facts.resealLeft === null;
    });
    return facts!;
  }

  async function signIn(origin: string, email: string): Promise<ApiClient> {
    const client = apiClient(origin);
    const reply = await client.post("/api/sessions", { email, password: PASSWORD });
    assert.equal(reply.status, 201, reply.text);
    return client;
  }

  async function newKit(client: ApiClient): Promise<string> {
    const kit = await client.post("/api/vault/recovery-kit");
    assert.equal(kit.status, 201, kit.text);
    return (kit.body as { recoveryCode: string }).recoveryCode;
  }

  for (const [n, point] of VAULT_KEY_POINTS.entries()) {
    const vault = n % 2 === 0 ? "sealed" : "managed";
    test(`at ${point}, ${vault}: pictures, albums, password and a kit open, and the rotation goes on`, async () => {
      let app = await instance.startAgain();
      const member = await app.member({ email: `vault${n}@example.org`, vault });
      const ids = [(await ownImage(member)).id, (await ownImage(member)).id];
      const bytes = [await original(member.client, ids[0]!), await original(member.client, ids[1]!)];
      const made = await member.client.post("/api/albums", { name: "Harbour" });
      const albumId = (made.body as { id: string }).id;
      await member.client.put(`/api/albums/${albumId}/images/${ids[0]}`);
      await app.close();

      const port = await findFreePort();
      const child = instance.spawn(port, "serve", point);
      await once(child.stdout!, "data");
      const asking = await signIn(`http://localhost:${port}`, member.email);
      const recoveryCode = await newKit(asking);
      const asked = { password: PASSWORD, recoveryCode, mode: vault, resealPictures: true };
      const killed = untilKilled(child);
      const answered = await asking.post("/api/vault/rotation", asked).then(
        (reply) => reply.status,
        () => null,
      );
      // Whoever comes by unlocked lets what is left go on.
      while (child.exitCode === null && child.signalCode === null) {
        await asking.get("/api/vault").catch(() => undefined);
      }
      await killed;

      app = await instance.startAgain();
      try {
        const client = await signIn(app.origin, member.email);
        const opens = async (): Promise<void> => {
          for (const [at, id] of ids.entries()) assert.deepEqual(await original(client, id), bytes[at]);
          const { items } = (await client.get(`/api/images?albumId=${albumId}`)).body as {
            items: { id: string }[];
          };
          assert.deepEqual(
            items.map(({ id }) => id),
            [ids[0]],
          );
        };
        await opens();
        const isRotated = (await settled(client)).epoch === 2;
        if (answered === 200) assert.ok(isRotated);
        await opens();
        let code = isRotated ? recoveryCode : member.recoveryCode;
        if (!isRotated) {
          code = await newKit(client);
          const again = { password: PASSWORD, recoveryCode: code, mode: vault, resealPictures: true };
          assert.equal((await client.post("/api/vault/rotation", again)).status, 200);
          assert.equal((await settled(client)).epoch, 2);
          await opens();
        }
        const { db } = app.database;
        for (const [table, column] of [
          ["keyslots", "epoch"],
          ["sealed_keys", "epoch"],
          ["albums", "epoch"],
        ] as const) {
          const rows = await db
            .selectFrom(table)
            .select(column)
            .where("account_id", "=", member.accountId as AccountId)
            .$if(table === "sealed_keys", (query) => query.where("holder" as never, "=", "vault" as never))
            .execute();
          assert.deepEqual([...new Set(rows.map((row) => row.epoch))], [2], table);
        }
        assert.deepEqual(
          await db
            .selectFrom("bridges")
            .select("epoch")
            .where("account_id", "=", member.accountId as AccountId)
            .execute(),
          [],
        );
        await client.post("/api/vault/lock");
        const unlock = { recoveryCode: code, newPassword: PASSWORD };
        assert.equal((await client.post("/api/vault/unlock", unlock)).status, 200);
        await opens();
        assert.equal((await verifyAudit(app.rooms)).fault, null);
      } finally {
        await app.close();
      }
    });
  }
});
