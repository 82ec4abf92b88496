// What every key provider must do, wherever it keeps the master key. Each provider's own test file runs this
// over itself.
import assert from "node:assert/strict";
import { afterEach, beforeEach, suite, test } from "node:test";
import { type KeyProvider, KeyVersionMissing } from "../../server/keys/provider.ts";

/** One place where master keys are kept, holding version 1 when it is made. */
export interface KeyPlace {
  /** Opens a provider over it; each opened one is closed by the suite. */
  open(): Promise<KeyProvider>;
  /** Adds the next version of the master key; providers that are open already need not see it. */
  addVersion(): Promise<void>;
  /** Runs after every provider was closed. */
  remove(): Promise<void>;
}

export function keyProviderConformance(name: string, makePlace: () => Promise<KeyPlace>): void {
  suite(`key provider: ${name}`, () => {
    let place: KeyPlace;
    let opened: KeyProvider[] = [];

    async function open(): Promise<KeyProvider> {
      const provider = await place.open();
      opened.push(provider);
      return provider;
    }

    beforeEach(async () => {
      place = await makePlace();
    });

    afterEach(async () => {
      for (const provider of opened) await provider.close();
      opened = [];
      await place.remove();
    });

    test("a new place holds version 1 alone, and it is the current one", async () => {
      const keys = await open();
      assert.deepEqual(keys.versions(), [1]);
      assert.equal(keys.currentVersion, 1);
    });

    test("derives 32 bytes, the same ones each time, also after it was closed and opened again", async () => {
      const before = await open();
      const derived = await before.derive(1, "safelight/v1/test|a");
      assert.equal(derived.length, 32);
      assert.deepEqual(await before.derive(1, "safelight/v1/test|a"), derived);
      await before.close();
      assert.deepEqual(await (await open()).derive(1, "safelight/v1/test|a"), derived);
    });

    test("what it gives out is the caller's own: wiping it spoils no later answer", async () => {
      const keys = await open();
      const derived = await keys.derive(1, "label");
      const kept = Buffer.from(derived);
      derived.fill(0);
      assert.deepEqual(await keys.derive(1, "label"), kept);
    });

    test("derives other bytes for every other label, however alike", async () => {
      const keys = await open();
      const labels = [
        "",
        "a",
        "A",
        "a ",
        "a\0",
        "b",
        "a|b",
        "ab",
        "ä",
        "a\u0308",
        "a".repeat(64),
        "a".repeat(65),
        "a".repeat(1000),
      ];
      const derived = await Promise.all(labels.map((label) => keys.derive(1, label)));
      assert.equal(new Set(derived.map((bytes) => bytes.toString("hex"))).size, labels.length);
    });

    test("two places derive different bytes from one label", async () => {
      const other = await makePlace();
      try {
        const stranger = await other.open();
        const derived = await stranger.derive(1, "label");
        await stranger.close();
        assert.notDeepEqual(await (await open()).derive(1, "label"), derived);
      } finally {
        await other.remove();
      }
    });

    test("a new version becomes the current one, and the old one derives as before", async () => {
      const old = await (await open()).derive(1, "label");
      await place.addVersion();
      const keys = await open();
      assert.deepEqual(keys.versions(), [1, 2]);
      assert.equal(keys.currentVersion, 2);
      assert.deepEqual(await keys.derive(1, "label"), old);
      assert.notDeepEqual(await keys.derive(2, "label"), old);
    });

    test("twelve versions come in the order of their numbers", async () => {
      for (let version = 2; version <= 12; version += 1) await place.addVersion();
      const keys = await open();
      assert.deepEqual(keys.versions(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      assert.equal(keys.currentVersion, 12);
    });

    test("a version it does not hold is refused by its number", async () => {
      const keys = await open();
      for (const version of [0, -1, 2, 1.5, Number.NaN]) {
        await assert.rejects(
          keys.derive(version, "label"),
          (error) => error instanceof KeyVersionMissing && Object.is(error.version, version),
        );
      }
    });

    test("many derivations at once each get their own answer", async () => {
      const keys = await open();
      const labels = Array.from({ length: 100 }, (_, n) => `label ${n}`);
      const together = await Promise.all(labels.map((label) => keys.derive(1, label)));
      for (const [n, label] of labels.entries()) assert.deepEqual(await keys.derive(1, label), together[n]);
    });

    test("once closed it derives nothing, and closing again is fine", async () => {
      const keys = await open();
      await keys.close();
      await keys.close();
      await assert.rejects(keys.derive(1, "label"));
    });
  });
}
