// A decoder that has been taken over says what it likes. Whatever it says: it ends, the person hears the right
// code, the next picture is developed, and the server neither believes nor keeps any of it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { refusedWith, testDarkroom } from "../support/test-darkroom.ts";
import { ACTS, LIES, pictureFor } from "./hostile-pictures.ts";

const decoderEntry = join(import.meta.dirname, "hostile-decoder.cjs");
const person = { ownerId: "anna" };
const darkroom = testDarkroom({ after }, { decoderEntry, jobSeconds: 5 });
const deaths = (): number => darkroom.lines.filter(({ level }) => level === "warn").length;

test("the hostile decoder develops a picture when it is not told otherwise", async () => {
  const developed = await darkroom.develop(pictureFor(0), person);
  assert.deepEqual([developed.view?.width, developed.thumb.width], [2000, 512]);
});

for (const [lie, act] of Object.entries(LIES)) {
  test(`${lie} ends the decoder, twice, and then the picture is refused`, async () => {
    const before = deaths();
    await assert.rejects(darkroom.develop(pictureFor(act), person), refusedWith("image.decoder-crash"));
    assert.equal(deaths() - before, 2);
    assert.equal("polluted" in {}, false);
    assert.equal((await darkroom.develop(pictureFor(0), person)).view?.width, 2000);
  });
}

for (const act of ["addBytes", "answerTwice"] as const) {
  test(`words after the answer (${act}) end the decoder, and cost the next picture nothing`, async () => {
    // When the words come in one piece with the answer, the answer falls with them.
    await darkroom.develop(pictureFor(ACTS[act]), person).catch((error: unknown) => {
      assert.ok(refusedWith("image.decoder-crash")(error as Error));
    });
    while ((await darkroom.status()).decoders[0]?.state !== "empty") await wait(5);
    assert.equal((await darkroom.develop(pictureFor(0), person)).view?.width, 2000);
  });
}

test("a decoder that stops in the middle of its answer is ended when its time is up", async () => {
  await assert.rejects(
    darkroom.develop(pictureFor(ACTS.stopHalfway), person),
    refusedWith("image.decoder-timeout"),
  );
});

test("a flood of bytes ends the decoder without filling the server", async () => {
  const before = process.memoryUsage.rss();
  await assert.rejects(darkroom.develop(pictureFor(ACTS.flood), person), refusedWith("image.decoder-crash"));
  await darkroom.develop(pictureFor(ACTS.floodErrors), person);
  assert.ok(process.memoryUsage.rss() - before < 50_000_000);
});

test("nothing that a decoder says after its first picture reaches the log", () => {
  assert.equal(JSON.stringify(darkroom.lines).includes("words words"), false);
  assert.equal(JSON.stringify(darkroom.lines).includes("secret"), false);
});
