import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadWords } from "../../copy/words.ts";
import { altText, removedList } from "./picture-words.ts";

before(loadWords);

const picture = { name: "IMG_1.jpg", caption: "", takenAt: "2024-06-01T18:30:00" };

test("a caption is the alternative text, else name and date are", () => {
  assert.equal(altText({ ...picture, caption: "The lake at dusk" }), "The lake at dusk");
  assert.equal(altText({ ...picture, caption: "  " }), "IMG_1.jpg, June 1, 2024");
});

test("what was removed is said in plain words, the position first", () => {
  assert.equal(removedList(["exif", "gps"]), "GPS position and camera details");
  assert.equal(removedList([]), null);
});
