import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzz } from "./fuzz.ts";

// About ten seconds of what `npm run fuzz` does for as long as one likes; other seeds in each process.
for (const seed of [26_112_101, 26_112_102]) {
  test(`whatever bytes come, the readers refuse or clean them, within bounds (seed ${seed})`, async (t) => {
    const { cases, accepted, decoded, findings } = await fuzz({
      seed,
      decodeOneOf: 20,
      isDone: (done) => done >= 2500,
    });
    t.diagnostic(`${cases} cases, ${accepted} accepted, ${decoded} decoded`);
    const said = findings.map(({ what, bytes }) => `${what}\n${bytes.toString("base64").slice(0, 2000)}`);
    assert.deepEqual(said, []);
    assert.ok(accepted > 200 && decoded > 5, "too few were accepted to say anything");
  });
}
