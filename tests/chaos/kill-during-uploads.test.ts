import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Image } from "#contract/images.ts";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { photographs } from "../support/photographs.ts";
import { type RunningServer, startSafelight } from "../support/running-server.ts";
import { seededRandom } from "../support/seeded-random.ts";

// kill -9 at random moments during 200 uploads: everything that was acknowledged opens afterwards, byte for byte,
// and nothing half-made can be seen.

const UPLOADS = 200;
const AT_ONCE = 3;
const KILLS = 6;
const PASSWORD = "Violet7!harbour-Quilt";
const EMAIL = "chaos@example.org";

interface Acknowledged {
  readonly id: Image["id"];
  readonly digest: string;
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A JPEG of its own: the number sits in a comment, which cleaning takes out again. */
function numbered(photo: Buffer, number: number): Buffer {
  const comment = Buffer.alloc(8);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(6, 2);
  comment.writeUInt32BE(number, 4);
  return Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)]);
}

async function signIn(server: RunningServer): Promise<ApiClient> {
  const client = apiClient(server.origin);
  const reply = await client.post("/api/sessions", { email: EMAIL, password: PASSWORD });
  assert.equal(reply.status, 201, reply.text);
  return client;
}

async function listAll(client: ApiClient): Promise<Image[]> {
  const all: Image[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await client.get(`/api/images?limit=200${query}`);
    assert.equal(reply.status, 200, reply.text);
    const page = reply.body as { items: Image[]; nextCursor: string | null };
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

test("kill -9 during 200 uploads loses nothing that was acknowledged and shows nothing half-made", async (t) => {
  const dataFolder = mkdtempSync(join(tmpdir(), "safelight-kill-"));
  const random = seededRandom(20_261_121);
  const photos = await photographs(4, { longSide: 640 });
  let server = await startSafelight({ dataFolder });
  const { port } = server;
  try {
    const invitation = (await server.link("register")).split("#")[1];
    const first = apiClient(server.origin);
    const made = await first.post("/api/accounts", { email: EMAIL, password: PASSWORD, invitation });
    assert.equal(made.status, 202, made.text);

    const acknowledged = new Map<number, Acknowledged>();
    let next = 0;
    let kills = 0;
    let broken = 0;
    while (next < UPLOADS) {
      const client = await signIn(server);
      let dead = false;
      const uploader = async (): Promise<void> => {
        while (next < UPLOADS && !dead) {
          const number = next;
          next += 1;
          const photo = photos[number % photos.length];
          if (photo === undefined) throw new Error("no photograph");
          try {
            const reply = await client.upload(numbered(photo.bytes, number), { name: `${number}.jpg` });
            assert.equal(reply.status, 201, reply.text);
            const { image } = reply.body as { image: Image };
            const original = await client.get(`/api/images/${image.id}/renditions/original`);
            if (original.status === 200) {
              acknowledged.set(number, { id: image.id, digest: digestOf(original.bytes) });
            }
          } catch (error) {
            if (error instanceof assert.AssertionError) throw error;
            // The connection died with the server: this upload was never acknowledged.
            broken += 1;
          }
        }
      };
      const work = Promise.all(Array.from({ length: AT_ONCE }, uploader));
      if (kills < KILLS) {
        kills += 1;
        await Promise.race([work, pause(300 + random() * 1500)]);
        dead = true;
        await server.kill9();
        await work;
        server = await startSafelight({ dataFolder, port });
      } else {
        await work;
      }
    }

    const client = await signIn(server);
    const listed = new Map((await listAll(client)).map((image) => [image.id, image]));
    for (const [number, { id, digest }] of acknowledged) {
      assert.ok(listed.has(id), `upload ${number} was acknowledged and is gone`);
      const original = await client.get(`/api/images/${id}/renditions/original`);
      assert.equal(original.status, 200, `upload ${number}: ${original.text.slice(0, 200)}`);
      assert.equal(digestOf(original.bytes), digest, `upload ${number} came back changed`);
    }
    const whole = new Set([...acknowledged.values()].map(({ id }) => id));
    for (const image of listed.values()) {
      for (const which of ["original", "view", "thumb"]) {
        const reply = await client.get(`/api/images/${image.id}/renditions/${which}`);
        assert.equal(reply.status, 200, `${image.id} is listed, and its ${which} does not open`);
        if (whole.has(image.id)) break;
      }
    }
    t.diagnostic(
      `${KILLS} kills, ${acknowledged.size} acknowledged and whole, ${broken} broken off, ${listed.size} listed, 0 lost`,
    );
    assert.ok(acknowledged.size >= UPLOADS / 2, `${acknowledged.size} were acknowledged`);
    assert.equal(kills, KILLS);
  } finally {
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
