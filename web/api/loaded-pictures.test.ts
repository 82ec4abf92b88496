import assert from "node:assert/strict";
import { test } from "node:test";
import type { Image } from "../../contract/images.ts";
import { doubtLoaded, findLoaded, isLoaded, keepPictures, watchDoubts } from "./loaded-pictures.ts";

const picture = (id: string, caption: string) => ({ id, caption }) as Image;

test("what is in doubt stays on the screen, is asked for again, and is beyond doubt once it came", () => {
  keepPictures([picture("a", "before"), picture("b", "before")]);
  assert.ok(isLoaded("a"));
  let doubts = 0;
  const trust = watchDoubts(() => (doubts += 1));
  doubtLoaded();
  assert.equal(doubts, 1);
  assert.equal(findLoaded("a")?.caption, "before");
  assert.equal(isLoaded("a"), false);
  keepPictures([picture("a", "after")]);
  assert.equal(findLoaded("a")?.caption, "after");
  assert.ok(isLoaded("a"));
  assert.equal(isLoaded("b"), false);
  trust();
  doubtLoaded();
  assert.equal(doubts, 1);
});
