import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { photograph } from "../support/photographs.ts";

// One person's flood delays another person's picture by their share, not by the flood.

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

const FLOOD = 8;

test("an ordinary upload is answered while somebody else's flood still waits for its turn", async (t) => {
  const flooder = await app.member();
  const person = await app.member();
  const { bytes } = await photograph(1, { longSide: 2000 });
  const one = async (client: typeof person.client, number: number) => {
    const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, number >> 8, number & 255]);
    const file = Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]);
    return await client.upload(file, { name: `${number}.jpg` });
  };
  // The decoders are warm before anything is compared.
  assert.equal((await one(person.client, 0)).status, 201);
  let answered = 0;
  const flood = Array.from({ length: FLOOD }, async (_, number) => {
    const reply = await one(flooder.client, 100 + number);
    answered += 1;
    return reply.status;
  });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const reply = await one(person.client, 1);
  const before = answered;
  assert.equal(reply.status, 201, reply.text);
  const statuses = await Promise.all(flood);
  t.diagnostic(`${before} of ${FLOOD} of the flood were answered before the ordinary upload`);
  assert.ok(before <= FLOOD - 3, `the ordinary upload waited for ${before} of ${FLOOD}`);
  assert.ok(statuses.every((status) => status === 201 || status === 503));
});
