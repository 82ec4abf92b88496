import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { plainJpeg } from "../../tests/support/make-images/jpeg-file.ts";
import { plainPng } from "../../tests/support/make-images/png-file.ts";
import { refusedWith, testDarkroom } from "../../tests/support/test-darkroom.ts";
import { DecoderNotStarted } from "./decoder-child.ts";

const anna = { ownerId: "anna" };

test("people take turns, and the queue refuses what is beyond its bounds", async (t) => {
  const narrow = testDarkroom(t, { queue: { perOwner: 3, overall: 4, bytes: 1e9 } });
  await narrow.ready();
  const file = await plainJpeg({ width: 1200, height: 900 });
  const order: string[] = [];
  const send = (ownerId: string): Promise<unknown> =>
    narrow.develop(file, { ownerId }).then(
      () => order.push(ownerId),
      (error: { code: string }) => error.code,
    );
  // All are cleaned, then the first of them runs, and the others wait.
  const annas = ["anna", "anna", "anna", "anna", "anna"].map(send);
  const others = ["bert", "cleo"].map(send);
  const refused = Promise.all([annas[4], others[1]]);
  assert.deepEqual(await refused, ["decoders.busy", "decoders.busy"]);
  assert.equal((await narrow.status()).waiting, 4);
  await Promise.all([...annas, ...others]);
  assert.deepEqual(order, ["anna", "bert", "anna", "anna", "anna"]);
});

test("a picture that nobody waits for any more leaves the queue", async (t) => {
  const single = testDarkroom(t);
  const file = await plainJpeg();
  const first = single.develop(file, anna);
  const reason = new Error("the client has gone");
  const gone = new AbortController();
  const second = single.develop(file, { ...anna, signal: gone.signal });
  gone.abort(reason);
  await assert.rejects(second, reason);
  assert.equal((await single.status()).waiting, 0);
  await first;
  await assert.rejects(single.develop(file, { ...anna, signal: gone.signal }), reason);
});

test("decoders are let go when nothing comes, and come back", async (t) => {
  const brief = testDarkroom(t, { idleSeconds: 0.05 });
  await brief.develop(plainPng(), anna);
  while ((await brief.status()).decoders[0]?.state !== "empty") await wait(10);
  await brief.develop(plainPng(), anna);
});

test("no more decoders are started than there is work for", async (t) => {
  const wide = testDarkroom(t, { maxChildren: 4 });
  await wide.develop(plainPng(), anna);
  await wide.develop(plainPng(), anna);
  const states = (await wide.status()).decoders.map(({ state }) => state);
  assert.deepEqual(
    states.filter((state) => state !== "empty"),
    ["idle"],
  );
  assert.ok(states.length >= 4);
});

test("a decoder is replaced after two hundred pictures", async () => {
  const fresh = testDarkroom({ after });
  for (let i = 1; i <= 200; i++) {
    await fresh.develop(plainPng({ width: 8, height: 8 }), anna);
    const [decoder] = (await fresh.status()).decoders;
    if (i < 200) assert.deepEqual([decoder?.state, decoder?.jobsAsked], ["idle", i]);
    else assert.equal(decoder?.state, "empty");
  }
  await fresh.develop(plainPng(), anna);
});

test("in strict isolation no decoder sees a second picture", async (t) => {
  const strict = testDarkroom(t, { isolation: "strict" });
  for (let i = 0; i < 3; i++) {
    await strict.develop(plainPng(), anna);
    assert.equal((await strict.status()).decoders[0]?.jobsAsked, 0);
  }
});

test("closing ends what runs and what waits, and takes nothing more", async () => {
  const closing = testDarkroom({ after });
  const pictures = [1, 2, 3].map(() => closing.develop(plainPng(), anna));
  const outcomes = Promise.allSettled(pictures);
  await closing.close();
  for (const outcome of await outcomes) {
    assert.ok(outcome.status === "rejected" && refusedWith("decoders.busy")(outcome.reason));
  }
  await assert.rejects(closing.develop(plainPng(), anna), refusedWith("decoders.busy"));
  assert.equal((await closing.status()).decoders[0]?.state, "empty");
});

test("when no decoder starts the picture is not blamed, and may come again", async (t) => {
  const dark = testDarkroom(t, { decoderEntry: "/nowhere/decoder.cjs" });
  for (let i = 0; i < 3; i++)
    await assert.rejects(dark.develop(plainPng(), anna), refusedWith("decoders.busy"));
  await assert.rejects(dark.ready(), DecoderNotStarted);
});
