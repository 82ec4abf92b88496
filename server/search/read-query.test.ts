import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ImageId } from "#contract/ids.ts";
import { readQuery } from "./read-query.ts";
import { searchableText } from "./searchable-text.ts";
import { type FindableAlbum, matcherOf } from "./vault-index.ts";

interface Sample {
  readonly text?: string;
  readonly takenAt?: string;
  readonly format?: "jpeg" | "png" | "heic";
  readonly place?: { latitude: number; longitude: number };
}

const album: FindableAlbum = {
  text: searchableText("Summer in Bali"),
  isFavourites: false,
  imageIds: new Set(["held" as ImageId]),
};
const favourites: FindableAlbum = { text: "", isFavourites: true, imageIds: new Set(["held" as ImageId]) };

function matches(typed: string, sample: Sample = {}, id = "other"): boolean {
  const query = readQuery(typed);
  assert.ok(query !== null);
  return matcherOf(query, [album, favourites])({
    id: id as ImageId,
    takenAt: sample.takenAt ?? "2024-06-17T18:30:00",
    text: searchableText(sample.text ?? "IMG_1234.jpg"),
    format: sample.format ?? "jpeg",
    place: sample.place ?? null,
  });
}

test("every word must match, in any order", () => {
  const sample = { text: "Sunset over the harbour" };
  assert.ok(matches("harbour sun", sample));
  assert.ok(!matches("harbour moon", sample));
});

test("dates match by year, month, day and range, both ends included", () => {
  for (const typed of [
    "2024",
    "2024-06",
    "2024-06-17",
    "june 2024",
    "2024 june",
    "Juni 2024",
    "jun 2024",
    "june",
    "17 june 2024",
    "17 Juni",
    "2024-06..2024-07",
    "2024-06-17..2024-06-17",
    "2023..2024",
    "2024-06-17..",
    "..2024-06",
  ]) {
    assert.ok(matches(typed), typed);
  }
  for (const typed of [
    "2023",
    "2024-05",
    "2024-06-18",
    "june 2023",
    "mei 2024",
    "july",
    "18 june 2024",
    "17 july",
    "2023-05..2023-07",
    "..2024-05",
    "2024-07..",
    "2024-06-18..2024",
  ]) {
    assert.ok(!matches(typed), typed);
  }
});

test("both languages' months are known by their first letters, and no others", () => {
  const months = ["jan", "feb", "mar", "apr", "mei", "juni", "juli", "agu", "sep", "okt", "nov", "des"];
  months.forEach((month, at) => {
    const takenAt = `2020-${String(at + 1).padStart(2, "0")}-10T00:00:00`;
    assert.ok(matches(`${month} 2020`, { takenAt }), month);
    assert.ok(!matches(`${month} 2020`, { takenAt: `2020-${at === 0 ? "12" : "01"}-10T00:00:00` }), month);
  });
  assert.ok(matches("may 2020", { takenAt: "2020-05-10T00:00:00" }));
  assert.ok(!matches("ju", {}), "two letters are no month");
});

test("what may be a date or a format also matches as part of a name", () => {
  assert.ok(matches("2019", { text: "Scan 2019 no 3" }));
  assert.ok(matches("june", { text: "June and Tom", takenAt: "2020-01-01T00:00:00" }));
  assert.ok(matches("png", { format: "png" }) && !matches("png"));
  assert.ok(matches("jpg") && matches("jpeg", { text: "a.heic" }));
  assert.ok(matches("heic", { text: "was a.heic", format: "jpeg" }));
});

test("a place is near by its distance, across the date line too, or is there at all", () => {
  const vienna = { latitude: 48.2082, longitude: 16.3738 };
  assert.ok(matches("place:48.2,16.4", { place: vienna }));
  assert.ok(matches("place: ", { place: vienna }) && !matches("place:"));
  assert.ok(matches("tempat:48.2, 16.4", { place: vienna }));
  assert.ok(!matches("place:48.2,16.9", { place: vienna }));
  assert.ok(matches("place:48.2,16.9,60", { place: vienna }));
  assert.ok(!matches("place:48.2,16.4"));
  assert.ok(matches("place:-17,179.99", { place: { latitude: -17, longitude: -179.99 } }));
  for (const nonsense of ["place:1", "place:a,b", "place:91,0", "place:1,2,3,4", "place:1e400,0"]) {
    assert.ok(!matches(nonsense, { place: vienna }), nonsense);
  }
});

test("albums are found by their names, and favourites by that word", () => {
  assert.ok(matches("bali", {}, "held") && !matches("bali"));
  assert.ok(matches("bali img", {}, "held") && !matches("bali rain", {}, "held"));
  assert.ok(matches("favourite", {}, "held") && matches("favorit", {}, "held") && !matches("favourites"));
});

test("nothing typed is no query, and signs alone find nothing", () => {
  assert.equal(readQuery("  "), null);
  assert.ok(!matches("?!"));
  assert.ok(matches("harbour -", { text: "harbour" }));
});

test("whatever is typed, it is read, and it decides", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
      const query = readQuery(typed);
      if (query !== null) assert.equal(typeof matches(typed), "boolean");
    }),
    { numRuns: 500 },
  );
});
