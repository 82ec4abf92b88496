import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { folderSync } from "./folder-sync.ts";

test("calls that come before an fsync begins share it; one that comes after gets another", async () => {
  const sync = folderSync();
  const first = sync(tmpdir());
  assert.equal(sync(tmpdir()), first);
  await Promise.resolve();
  await Promise.resolve();
  const second = sync(tmpdir());
  assert.notEqual(second, first);
  assert.equal(sync(tmpdir()), second);
  await Promise.all([first, second]);
  assert.notEqual(sync(tmpdir()), second);
});

test("an fsync that fails is the failure of those who waited for it, and of nobody after", async (t) => {
  const parent = await mkdtemp(join(tmpdir(), "safelight-sync-"));
  t.after(() => rm(parent, { recursive: true }));
  const folder = join(parent, "folder");
  const sync = folderSync();
  const failures = await Promise.allSettled([sync(folder), sync(folder)]);
  assert.deepEqual(
    failures.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  await mkdir(folder);
  await sync(folder);
});
