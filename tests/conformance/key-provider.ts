// What every key provider must do, wherever it keeps the master key. Each provider's own test file runs this
// over itself.
import assert from "node:assert/strict";
import { afterEach, beforeEach, suite, test } from "node:test";
import { type KeyProvider, KeyVersionMissing, KeyVersionTaken } from "../../server/keys/provider.ts";

/** One place where master keys are kept, holding version 1 when it is made. */
export interface KeyPlace {
  /** Opens a provider over it; each opened one is closed by the suite. */
  open(): Promise<KeyProvider>;
  /** Opens another place, empty as it is. */
  openEmpty(): Promise<KeyProvider>;
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
      const keys = await open();
      const old = await keys.derive(1, "label");
      await keys.add(2);
      for (const provider of [keys, await open()]) {
        assert.deepEqual(provider.versions(), [1, 2]);
        assert.equal(provider.currentVersion, 2);
        assert.deepEqual(await provider.derive(1, "label"), old);
      }
      assert.notDeepEqual(await keys.derive(2, "label"), old);
    });

    test("a provider that was open before derives under a version that another one added", async () => {
      const [running, adding] = [await open(), await open()];
      await adding.add(2);
      assert.deepEqual(await running.derive(2, "label"), await adding.derive(2, "label"));
      await adding.add(3);
      await running.refresh();
      assert.deepEqual(running.versions(), [1, 2, 3]);
    });

    test("a version that is not above all others is not added, and what is there stays", async () => {
      const keys = await open();
      await keys.add(7);
      const seventh = await keys.derive(7, "label");
      for (const version of [7, 6, 1, 0, -1, 1.5, Number.NaN]) {
        await assert.rejects(keys.add(version), KeyVersionTaken);
      }
      assert.deepEqual(keys.versions(), [1, 7]);
      assert.deepEqual(await (await open()).derive(7, "label"), seventh);
    });

    test("a version that is set aside derives no more, here or once opened again, and the others do", async () => {
      const keys = await open();
      await keys.add(2);
      const second = await keys.derive(2, "label");
      const place = await keys.setAside(1);
      assert.equal(await keys.setAside(1), place);
      for (const provider of [keys, await open()]) {
        assert.deepEqual(provider.versions(), [2]);
        await assert.rejects(provider.derive(1, "label"), KeyVersionMissing);
        assert.deepEqual(await provider.derive(2, "label"), second);
      }
      await assert.rejects(keys.setAside(3), KeyVersionMissing);
    });

    test("a place that may be empty holds nothing, and its first key takes the version it is given", async () => {
      const keys = await place.openEmpty();
      opened.push(keys);
      assert.deepEqual(keys.versions(), []);
      assert.equal(keys.currentVersion, 0);
      await keys.add(4);
      assert.deepEqual(keys.versions(), [4]);
      assert.equal((await keys.derive(4, "label")).length, 32);
    });

    test("twelve versions come in the order of their numbers", async () => {
      const adding = await open();
      for (let version = 2; version <= 12; version += 1) await adding.add(version);
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
