import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AccountId, ImageId } from "#contract/ids.ts";
import { resealImage } from "../../server/images/reseal-image.ts";
import { openByEscrow } from "../../server/vault/open-by-escrow.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";
import { ownImage } from "../support/refusal-rows.ts";

let app: MemoryApp;
before(async () => {
  app = await startMemoryApp();
});
after(() => app.close());

test("a picture that is looked at while it gets new bytes is served all the same, and nothing is called damaged", async () => {
  const member = await app.member();
  const accountId = member.accountId as AccountId;
  const { id } = await ownImage(member);
  const key = await openByEscrow(app.rooms, accountId);
  assert.ok(key);
  const path = `/api/images/${id}/renditions/original`;
  const before = (await member.client.get(path)).bytes;
  for (let times = 0; times < 3; times += 1) {
    // What was opened stays in memory for whoever looks at it, and its bytes go.
    assert.ok(await resealImage(app.rooms, accountId, key, id as ImageId));
    for (const asked of [path, `${path}?download=true&details=true`, path]) {
      const reply = await member.client.get(asked);
      assert.equal(reply.status, 200, reply.text.slice(0, 200));
      if (asked === path) assert.deepEqual(reply.bytes, before);
    }
  }
  assert.doesNotMatch(app.logged(), /a picture fails its check/);
});
