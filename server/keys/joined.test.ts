import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { keyProviderConformance } from "../../tests/conformance/key-provider.ts";
import { openFileKeys } from "./file.ts";
import { joinKeys } from "./joined.ts";
import { KeysRefused } from "./provider.ts";

const existing = { create: false };
const empty = { create: false, mayBeEmpty: true };
let parent: string;
let main: string;
let former: string;

keyProviderConformance("two folders as one, the former with the first key", async () => {
  const place = await mkdtemp(join(tmpdir(), "safelight-keys-"));
  await (await openFileKeys(join(place, "former"), { create: true })).close();
  return {
    open: async () =>
      joinKeys(
        await openFileKeys(join(place, "main"), empty),
        await openFileKeys(join(place, "former"), empty),
      ),
    openEmpty: async () =>
      joinKeys(
        await openFileKeys(join(place, "none-1"), empty),
        await openFileKeys(join(place, "none-2"), empty),
      ),
    remove: () => rm(place, { recursive: true }),
  };
});

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "safelight-keys-"));
  [main, former] = [join(parent, "main"), join(parent, "former")];
  await (await openFileKeys(former, { create: true })).close();
});
afterEach(() => rm(parent, { recursive: true }));

const join2 = async () => joinKeys(await openFileKeys(main, empty), await openFileKeys(former, existing));

test("new versions are made in the main place, and old ones stay where they are", async () => {
  const keys = await join2();
  await keys.add(2);
  assert.equal(keys.where(1)?.name, join(former, "master-1.key"));
  assert.equal(keys.where(2)?.name, join(main, "master-2.key"));
  assert.deepEqual((await openFileKeys(former, existing)).versions(), [1]);
});

test("a version that lies in both as the same key is one, and is set aside in both", async () => {
  await cp(former, main, { recursive: true });
  const keys = await join2();
  assert.deepEqual(keys.versions(), [1]);
  await keys.add(2);
  await keys.setAside(1);
  assert.deepEqual((await openFileKeys(main, existing)).versions(), [2]);
  assert.deepEqual((await openFileKeys(former, empty)).versions(), []);
});

test("two keys of one version are refused", async () => {
  await cp(former, main, { recursive: true });
  await writeFile(join(main, "master-1.key"), Buffer.alloc(32, 9));
  await assert.rejects(join2(), (error) => error instanceof KeysRefused);
});
