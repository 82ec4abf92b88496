// Backups of a running application: what is in them, what is not, what they restore to, and what is refused.

import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Image } from "#contract/images.ts";
import { verifyAudit } from "../../server/audit/verify-audit.ts";
import { KEPT_TABLES } from "../../server/backups/kept-tables.ts";
import { makeBackup } from "../../server/backups/make-backup.ts";
import { restoreBackup } from "../../server/backups/restore-backup.ts";
import { BackupRefused } from "../../server/backups/snapshot-file.ts";
import { tokenBytes, tokenHash } from "../../server/crypto/tokens.ts";
import { blobKey } from "../../server/images/keep-renditions.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import { KeyVersionMissing } from "../../server/keys/provider.ts";
import { makeCanary } from "../../server/verification/canary.ts";
import { isWhole } from "../../server/verification/verdict.ts";
import { verifyInstance } from "../../server/verification/verify-instance.ts";
import { callerOf, picture, upload } from "../images/pictures.ts";
import { apiClient } from "../support/api-client.ts";
import { type Member, type MemoryApp, PASSWORD, startMemoryApp } from "../support/memory-app.ts";
import { backUp, putBack, type Restored, withPlace } from "./backup-of.ts";

let folder: string;
let app: MemoryApp;
let anna: Member;
let bert: Member;
const kept = new Map<Image["id"], { owner: Member; original: Buffer }>();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "safelight-backups-"));
  app = await startMemoryApp();
  await makeCanary(app.rooms);
  anna = await app.member();
  bert = await app.member({ vault: "sealed" });
  for (const owner of [anna, anna, bert]) {
    const image = await upload(owner.client, await picture(`kept ${kept.size}`));
    const { bytes } = await owner.client.get(`/api/images/${image.id}/renditions/original`);
    kept.set(image.id, { owner, original: bytes });
  }
  await anna.client.put(`/api/albums/favourites/images/${[...kept.keys()][0]}`);
});
after(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

/** The application on what was restored, with the key folder of before. */
async function serve({ database, blobs }: Restored): Promise<MemoryApp> {
  return await startMemoryApp({ shared: { database, blobs, keyFolder: app.keyFolder } });
}

async function signIn(at: MemoryApp, { email }: Member) {
  const client = apiClient(at.origin);
  const reply = await client.post("/api/sessions", { email, password: PASSWORD });
  assert.equal(reply.status, 201, reply.text);
  return client;
}

async function assertAllOpen(restored: Restored): Promise<void> {
  const again = await serve(restored);
  try {
    for (const [id, { owner, original }] of kept) {
      const client = await signIn(again, owner);
      const reply = await client.get(`/api/images/${id}/renditions/original`);
      assert.ok(reply.status === 200 && reply.bytes.equals(original), `${id}: ${reply.status}`);
    }
    const favourites = await (await signIn(again, anna)).get("/api/images?albumId=favourites");
    assert.deepEqual(
      (favourites.body as { items: { id: string }[] }).items.map(({ id }) => id),
      [[...kept.keys()][0]],
    );
  } finally {
    await again.close().catch(() => {});
  }
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => assert.fail("it was not refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BackupRefused, String(error));
  return error.message;
}

for (const kind of ["sqlite", "postgres"] as const) {
  test(`what was backed up opens again on ${kind}, byte for byte, after signing in anew`, async () => {
    const file = at(`round-${kind}/one`);
    const made = await backUp(app, file);
    assert.deepEqual([made.images, made.copied, made.canary], [4, made.blobs, "opens"]);
    const restored = await putBack(file, app.rooms.keys, { kind });
    assert.deepEqual([restored.report.losses, restored.report.canary], [[], "opens"]);
    const secrets = app.rooms.secrets;
    assert.equal((await verifyAudit({ database: restored.database, secrets })).fault, null);
    const trail = restored.database.db.selectFrom("audit_records").select("subject_id");
    const last = await trail.where("action", "=", "backup.restored").execute();
    assert.deepEqual(
      last.map((row) => row.subject_id),
      [made.id],
    );
    await assertAllOpen(restored);
    await restored.close();
  });
}

test("the second backup copies only what came since, and both restore to their own day", async () => {
  const first = await backUp(app, at("days/first"));
  const image = await upload(anna.client, await picture("the day after"));
  const second = await backUp(app, at("days/second"));
  assert.deepEqual([second.images - first.images, second.copied], [1, 2]);
  for (const [name, count] of [
    ["days/first", 0],
    ["days/second", 1],
  ] as const) {
    const restored = await putBack(at(name), app.rooms.keys);
    const rows = restored.database.db.selectFrom("images").select("id").where("id", "=", image.id);
    assert.equal((await rows.execute()).length, count);
    await restored.close();
  }
});

test("a destroyed picture comes back from a backup of before, and one of after holds no key of it", async () => {
  const image = await upload(bert.client, await picture("to be destroyed"));
  const original = (await bert.client.get(`/api/images/${image.id}/renditions/original`)).bytes;
  await backUp(app, at("destroyed/before"));
  assert.equal((await bert.client.delete(`/api/images/${image.id}`)).status, 204);
  const receipt = await bert.client.delete(`/api/trash/${image.id}`);
  assert.equal((receipt.body as { backups: string }).backups, "until-the-last-one-expires");
  await backUp(app, at("destroyed/after"));
  assert.ok(!(await readFile(at("destroyed/after"), "utf8")).includes(`"${image.id}",`));
  const restored = await putBack(at("destroyed/before"), app.rooms.keys);
  const again = await serve(restored);
  const reply = await (await signIn(again, bert)).get(`/api/images/${image.id}/renditions/original`);
  assert.ok(reply.bytes.equals(original), "which is what the receipt's third date is about");
  await again.close().catch(() => {});
});

test("no session, token, link, pending account or master key is in a backup, and no slot that one of them opens", async () => {
  const invited = await app
    .client()
    .post("/api/accounts", { email: "pending@example.org", password: PASSWORD });
  assert.equal(invited.status, 202);
  await app.client().post("/api/password/forgot", { email: anna.email });
  const made = await anna.client.post("/api/tokens", {
    name: "t",
    scopes: ["images:read"],
    expiresInDays: 1,
  });
  const token = (made.body as { token: string }).token.replace("safelight_", "");
  const session = anna.client.cookies.get("safelight") ?? assert.fail("no session");
  await backUp(app, at("secrets/one"));
  const file = await readFile(at("secrets/one"), "utf8");
  const master = await readFile(join(app.keyFolder, "master-1.key"));
  for (const [what, bytes] of [
    ["session", tokenBytes(session)],
    ["session's hash", tokenHash("session", session)],
    ["token", tokenBytes(token)],
    ["token's hash", tokenHash("token", token)],
    ["master key", master],
  ] as const) {
    assert.ok(bytes !== null && !file.includes(bytes.toString("base64")), what);
  }
  assert.ok(!file.includes("pending@example.org"));
  const tables = [...file.matchAll(/^\{"table":"(\w+)"/gm)].map(([, name]) => name);
  assert.deepEqual(tables, KEPT_TABLES);
  const restored = await putBack(at("secrets/one"), app.rooms.keys);
  const slots = await restored.database.db.selectFrom("keyslots").select("kind").distinct().execute();
  assert.deepEqual(slots.map(({ kind }) => kind).sort(), ["escrow", "password", "recovery"]);
  for (const name of [
    "sessions",
    "session_tokens",
    "api_tokens",
    "mailed_tokens",
    "tickets",
    "outbox",
  ] as const)
    assert.deepEqual(
      await restored.database.db
        .selectFrom(name as "outbox")
        .selectAll()
        .execute(),
      [],
      name,
    );
  await restored.close();
});

test("each table of the database is decided on, and its columns come back as they were", async () => {
  const found = await app.database.db.introspection.getTables();
  const names = found.map(({ name }) => name).filter((name) => !name.startsWith("kysely"));
  await backUp(app, at("columns/one"));
  const restored = await putBack(at("columns/one"), app.rooms.keys);
  for (const table of KEPT_TABLES.filter((name) => name !== "audit_records" && name !== "audit_head")) {
    assert.ok(names.includes(table), table);
    const all = async (db: typeof app.database.db): Promise<string[]> => {
      const query = db.selectFrom(table as "instance_values").selectAll();
      const rows = await (table === "keyslots"
        ? db
            .selectFrom("keyslots")
            .selectAll()
            .where("kind", "not in", ["session", "token", "ticket"])
            .execute()
        : query.execute());
      return rows
        .map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))))
        .sort();
    };
    assert.deepEqual(await all(restored.database.db), await all(app.database.db), table);
  }
  await restored.close();
});

test("a backup that was cut off anywhere, changed anywhere or lengthened is refused, with a sentence", async () => {
  await backUp(app, at("damaged/whole"));
  const whole = await readFile(at("damaged/whole"));
  const lines = whole.toString().split("\n");
  const spoilt = at("damaged/spoilt");
  const refuse = async (bytes: Buffer | string): Promise<string> => {
    await writeFile(spoilt, bytes);
    return await refusal(putBack(spoilt, app.rooms.keys));
  };
  for (const length of [1, 100, Math.floor(whole.length / 2), whole.length - 200, whole.length - 1])
    assert.match(await refuse(whole.subarray(0, length)), /cut off|no backup|cannot be read/);
  assert.match(await refuse(""), /empty/);
  assert.match(await refuse("something else\n"), /no backup of Safelight/);
  // A whole line too few is a cut that leaves only whole lines.
  assert.match(await refuse(`${lines.slice(0, -2).join("\n")}\n`), /end is missing/);
  assert.match(await refuse([...lines.slice(0, 20), ...lines.slice(21)].join("\n")), /not as it was written/);
  const address = whole.toString().replace(anna.email, anna.email.replace("member", "nember"));
  assert.match(await refuse(address), /not as it was written/);
  for (let n = 1; n < 12; n += 1) {
    const flipped = Buffer.from(whole);
    flipped[Math.floor((whole.length * n) / 12)]! ^= 1;
    assert.match(await refuse(flipped), /damaged|cannot be read|no backup|cut off|not as/);
  }
  assert.match(await refuse(`${whole.toString()}[]\n`), /added behind its end/);
  const newer = whole.toString().replace('"version":1', '"version":2');
  assert.match(await refuse(newer), /newer Safelight/);
  assert.match(await refusal(putBack(at("damaged/none"), app.rooms.keys)), /There is no backup/);
});

test("master keys are asked for first: a missing version and another key of that number are told apart", async () => {
  await backUp(app, at("keys/one"));
  const other = join(folder, "other-keys");
  const another = await openFileKeys(other, { create: true });
  assert.match(
    await refusal(putBack(at("keys/one"), another)),
    /needs master key 1, which is here another one/,
  );
  const missing = { ...another, derive: (version: number) => Promise.reject(new KeyVersionMissing(version)) };
  assert.match(await refusal(putBack(at("keys/one"), missing)), /needs master key 1, which is not here/);
});

test("a place that holds a Safelight is left as it is", async () => {
  await backUp(app, at("taken/one"));
  assert.match(await refusal(backUp(app, at("taken/one"))), /already/);
  const restored = await putBack(at("taken/one"), app.rooms.keys);
  const before = await restored.database.db.selectFrom("audit_records").select("link").execute();
  const again = withPlace(at("taken/one"), false, (place) =>
    restoreBackup({ database: restored.database, blobs: restored.blobs, keys: app.rooms.keys }, place, {
      acceptLosses: true,
      clock: Date.now,
      onProgress: () => undefined,
    }),
  );
  assert.match(await refusal(again), /never overwrites/);
  assert.deepEqual(await restored.database.db.selectFrom("audit_records").select("link").execute(), before);
  await restored.close();
});

test("bytes that rotted beside an earlier backup are mended by the next, and without it restored all but those", async () => {
  await backUp(app, at("rotten/first"));
  const pool = join(folder, "rotten", "sealed-blobs");
  const names = (await readdir(pool, { recursive: true })).filter((name) => name.endsWith("_thumb"));
  const [rotten = "", gone = ""] = names;
  const bytes = await readFile(join(pool, rotten));
  bytes[70]! ^= 1;
  await writeFile(join(pool, rotten), bytes);
  await rm(join(pool, gone));
  await cp(join(folder, "rotten"), join(folder, "rotten-copy"), { recursive: true });
  const said = await refusal(putBack(at("rotten-copy/first"), app.rooms.keys));
  assert.match(said, /^2 sealed pictures are missing or damaged in .*--accept-losses/);
  const restored = await putBack(at("rotten-copy/first"), app.rooms.keys, { acceptLosses: true });
  assert.deepEqual(
    restored.report.losses.map((loss) => loss.kind === "blob" && [loss.rendition, loss.fault]),
    [
      ["thumb", "missing"],
      ["thumb", "missing"],
    ],
  );
  await restored.close();
  const second = await backUp(app, at("rotten/second"));
  assert.deepEqual([second.lost.blobs, second.canary], [[], "opens"]);
  for (const name of ["rotten/first", "rotten/second"])
    await (await putBack(at(name), app.rooms.keys)).close();
});

test("what is lost already is told, left out, and keeps nobody from a backup; an earlier one still has it", async () => {
  const image = await upload(anna.client, await picture("lost later"));
  await backUp(app, at("lost/first"));
  const { blob_set } = await app.database.db
    .selectFrom("images")
    .select("blob_set")
    .where("id", "=", image.id)
    .executeTakeFirstOrThrow();
  const key = blobKey(blob_set, "original");
  const bytes = await app.blobs.read(key);
  await app.blobs.delete(key);
  const elsewhere = await backUp(app, at("elsewhere/first"));
  assert.deepEqual(elsewhere.lost, { blobs: [key], keys: [] });
  const restored = await putBack(at("elsewhere/first"), app.rooms.keys);
  assert.deepEqual(
    restored.report.losses.map((loss) => loss.kind === "blob" && loss.blobKey),
    [key],
  );
  await restored.close();
  const beside = await backUp(app, at("lost/second"));
  assert.deepEqual(beside.lost.blobs, [], "the earlier backup's copy is as good");
  await app.blobs.put(key, bytes);
});

test("a copy in the pool that cannot be read just now is left where it is, the only good one above all", async () => {
  const image = await upload(anna.client, await picture("read badly"));
  await backUp(app, at("flaky/first"));
  const { blob_set } = await app.database.db
    .selectFrom("images")
    .select("blob_set")
    .where("id", "=", image.id)
    .executeTakeFirstOrThrow();
  const key = blobKey(blob_set, "original");
  const bytes = await app.blobs.read(key);
  await app.blobs.delete(key);
  const made = await withPlace(at("flaky/second"), true, (place) => {
    let isAway = true;
    async function* stream(...asked: Parameters<typeof place.pool.stream>): AsyncGenerator<Buffer> {
      if (asked[0] === key && isAway) {
        isAway = false;
        throw new Error("input/output error");
      }
      yield* place.pool.stream(...asked);
    }
    const flaky = { ...place, pool: { ...place.pool, stream } };
    return makeBackup(app.rooms, flaky, { product: "0.0.0-test", onProgress: () => undefined });
  });
  await app.blobs.put(key, bytes);
  assert.deepEqual(made.lost.blobs, [key], "nothing good could be put in its place, and it was not read");
  const restored = await putBack(at("flaky/first"), app.rooms.keys);
  assert.deepEqual(restored.report.losses, []);
  await restored.close();
});

test("a backup taken while people upload, edit, destroy and replace vault keys restores into something whole", async () => {
  let isOver = false;
  const busy = async (member: Member, mark: string): Promise<void> => {
    for (let round = 0; !isOver; round += 1) {
      const image = await upload(member.client, await picture(`${mark} ${round}`));
      await member.client.put(`/api/albums/favourites/images/${image.id}`);
      if (round % 3 === 0) continue;
      await member.client.delete(`/api/images/${image.id}`);
      assert.equal((await member.client.delete(`/api/trash/${image.id}`)).status, 200);
    }
  };
  const rotating = await app.member();
  for (let n = 0; n < 5; n += 1) await upload(rotating.client, await picture(`rotating ${n}`));
  const rotate = async (): Promise<number> => {
    let rotations = 0;
    while (!isOver) {
      const kit = await rotating.client.post("/api/vault/recovery-kit");
      const { recoveryCode } = kit.body as { recoveryCode: string };
      const asked = { password: PASSWORD, recoveryCode, resealPictures: true };
      const reply = await rotating.client.post("/api/vault/rotation", asked);
      if (reply.status < 300) rotations += 1;
    }
    return rotations;
  };
  const work = Promise.all([busy(anna, "backup a"), busy(bert, "backup b"), rotate()]);
  try {
    for (const name of ["busy/one", "busy/two", "busy/three"]) {
      const made = await backUp(app, at(name));
      assert.deepEqual([made.lost, made.audit.fault], [{ blobs: [], keys: [] }, null]);
      const restored = await putBack(at(name), app.rooms.keys);
      const { database, blobs } = restored;
      const again = await serve(restored);
      for (const member of [anna, bert, rotating]) {
        const client = await signIn(again, member);
        const own = await callerOf(again, { ...member, client });
        const verdict = await verifyInstance(
          { ...again.rooms, database, blobs },
          { own, repair: false, onProgress: () => undefined },
        );
        assert.ok(isWhole(verdict), JSON.stringify(verdict));
      }
      await again.close().catch(() => {});
    }
  } finally {
    isOver = true;
  }
  const [, , rotations] = await work;
  assert.ok(rotations > 0, "no vault key was replaced meanwhile");
});
