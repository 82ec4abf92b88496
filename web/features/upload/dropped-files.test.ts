import assert from "node:assert/strict";
import { test } from "node:test";
import { carriesFiles, isLitter, readDropped } from "./dropped-files.ts";

/** Entries as browsers hand them out: by callback, a folder's in portions. */
function fileEntry(name: string) {
  return { isFile: true, name, file: (done: (file: File) => void) => done(new File(["x"], name)) };
}
function folderEntry(name: string, inside: readonly object[], portion = 2) {
  return {
    isFile: false,
    name,
    createReader: () => {
      const rest = [...inside];
      return { readEntries: (done: (entries: object[]) => void) => done(rest.splice(0, portion)) };
    },
  };
}
function drop(...entries: object[]): DataTransfer {
  const items = entries.map((entry) => ({
    kind: "file",
    webkitGetAsEntry: () => entry,
    getAsFile: () => null,
  }));
  return { items: [...items, { kind: "string" }], types: ["Files"] } as unknown as DataTransfer;
}

test("folders are walked to the bottom, in all portions", async () => {
  const files = await readDropped(
    drop(
      fileEntry("a.jpg"),
      folderEntry("trip", [
        fileEntry("b.jpg"),
        fileEntry("c.jpg"),
        folderEntry("day 2", [fileEntry("d.jpg")]),
      ]),
    ),
  );
  assert.deepEqual(
    files.map((file) => file.name),
    ["a.jpg", "b.jpg", "c.jpg", "d.jpg"],
  );
});

test("what systems leave in folders stays out, a file dropped by itself does not", async () => {
  const files = await readDropped(
    drop(
      folderEntry("trip", [fileEntry(".DS_Store"), fileEntry("Thumbs.db"), fileEntry("b.jpg")]),
      fileEntry(".own.jpg"),
    ),
  );
  assert.deepEqual(
    files.map((file) => file.name),
    ["b.jpg", ".own.jpg"],
  );
  assert.equal(isLitter("thumbs.png"), false);
});

test("a drag of text carries no files", () => {
  assert.equal(carriesFiles({ types: ["text/plain"] } as unknown as DataTransfer), false);
  assert.equal(carriesFiles(null), false);
});
