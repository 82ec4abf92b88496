import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findOuterWalls } from "./outer-walls.ts";

const node = process.execPath;
const isRoot = process.getuid?.() === 0;

test("without any program of the system's the command stays as it is", async () => {
  const walls = await findOuterWalls({ node, folders: [], programFolders: [] });
  assert.deepEqual(walls.wrap([node, "--version"]), [node, "--version"]);
});

test("walls that node cannot live behind are not taken", async () => {
  const walls = await findOuterWalls({ node, folders: [join(tmpdir(), "no-such-folder-anywhere")] });
  assert.deepEqual(walls.names, []);
  assert.deepEqual(walls.wrap([node]), [node]);
});

test("root becomes another user where that one can read the program, and stays, without privileges, where it cannot", {
  skip: !isRoot,
}, async (t) => {
  const outer = await mkdtemp(join(tmpdir(), "safelight-walls-"));
  t.after(() => rm(outer, { recursive: true }));
  const folder = join(outer, "decoder");
  await mkdir(folder);
  await chmod(outer, 0o755);
  const open = await findOuterWalls({ node, folders: [folder] });
  assert.ok(open.names.includes("user 65534"));
  await chmod(outer, 0o700);
  const closed = await findOuterWalls({ node, folders: [folder] });
  assert.equal(closed.names.includes("user 65534"), false);
  assert.equal(closed.uid, null);
});
