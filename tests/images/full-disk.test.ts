import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const fillDisk = fileURLToPath(import.meta.resolve("./fill-disk.ts"));
// Not ours: in it node:test says that it is already running, and the started test would report to nobody.
const env = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" };

test("a disk that runs full leaves only whole images", (t) => {
  const root = mkdtempSync(join(tmpdir(), "safelight-full-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  // A mount namespace of its own: the small disk goes when the process does.
  const ownMounts = process.getuid?.() === 0 ? ["-m"] : ["-Urm"];
  const probe = spawnSync("unshare", [...ownMounts, "mount", "-t", "tmpfs", "tmpfs", root], { env });
  if (probe.status !== 0) {
    t.skip("no small disk can be mounted here");
    return;
  }
  const script = 'mount -t tmpfs -o size=7m tmpfs "$3" && exec "$1" "$2" "$3"';
  const run = spawnSync(
    "unshare",
    [...ownMounts, "sh", "-c", script, "sh", process.execPath, fillDisk, root],
    {
      env,
      encoding: "utf8",
    },
  );
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
