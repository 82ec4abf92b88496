import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CursorValue, openCursor, sealCursor } from "./cursor.ts";
import { newKey } from "./random.ts";

const cursorKey = newKey();

test("a cursor opens to its value in its own scope, and to null in any other or under another key", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.stringMatching(/^[a-z:]{1,30}$/), (json, scope) => {
      // JSON has no -0.
      const value = JSON.parse(JSON.stringify(json)) as CursorValue;
      const cursor = sealCursor(cursorKey, scope, value);
      assert.match(cursor, /^[\w-]+$/);
      assert.deepEqual(openCursor(cursorKey, scope, cursor), value);
      assert.equal(openCursor(cursorKey, `${scope}x`, cursor), null);
      assert.equal(openCursor(newKey(), scope, cursor), null);
    }),
  );
});

test("a cursor shows nothing of its value", () => {
  const cursor = sealCursor(cursorKey, "images", { takenAt: "2026-11-21T07:00" });
  assert.equal(Buffer.from(cursor, "base64url").includes("2026"), false);
});

test("any text and any changed cursor opens to null, and never throws", () => {
  const cursor = sealCursor(cursorKey, "images", [1, 2, 3]);
  fc.assert(fc.property(fc.string(), (text) => assert.equal(openCursor(cursorKey, "images", text), null)));
  for (let at = 0; at < cursor.length - 1; at += 1) {
    const changed = cursor.slice(0, at) + (cursor[at] === "A" ? "B" : "A") + cursor.slice(at + 1);
    assert.equal(openCursor(cursorKey, "images", changed), null);
    assert.equal(openCursor(cursorKey, "images", cursor.slice(0, at)), null);
  }
  assert.equal(openCursor(cursorKey, "images", `${cursor}=`), null);
  assert.equal(openCursor(cursorKey, "images", cursor.repeat(200)), null);
});
