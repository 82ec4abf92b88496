import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadWords } from "../../copy/words.ts";
import { altText, pictureName, removedList } from "./picture-words.ts";

before(() => loadWords("en"));

const picture = { name: "IMG_1.jpg", caption: "", takenAt: "2024-06-01T18:30:00", damaged: false };

test("a caption is the alternative text, else name and date are", () => {
  assert.equal(altText({ ...picture, caption: "The lake at dusk" }), "The lake at dusk");
  assert.equal(altText({ ...picture, caption: "  " }), "IMG_1.jpg, June 1, 2024");
});

test("a picture whose details are damaged is called that", () => {
  const damaged = { ...picture, name: "", damaged: true };
  assert.equal(pictureName(damaged), "Damaged picture");
  assert.equal(altText(damaged), "Damaged picture, June 1, 2024");
  assert.equal(pictureName(picture), "IMG_1.jpg");
});

test("what was removed is said in plain words, the position first", () => {
  assert.equal(removedList(["exif", "gps"]), "GPS position and camera details");
  assert.equal(removedList([]), null);
});
