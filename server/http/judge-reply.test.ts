import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod/mini";
import { getMonthLayout, type Image, listMonthImages } from "#contract/images.ts";
import { judgeReply } from "./judge-reply.ts";

const picture = {
  id: "a".repeat(26),
  damaged: false,
  name: "harbour.jpg",
  caption: "",
  format: "jpeg",
  width: 4000,
  height: 3000,
  sizeBytes: 3_000_000,
  takenAt: "2024-05-01T10:00:00",
  uploadedAt: "2024-05-02T10:00:00.000Z",
  trashedAt: null,
  favourite: true,
  thumbHash: "AAAA",
  camera: { make: "NIKON", model: "Z 6" },
  exposure: { iso: 100 },
  place: { latitude: 47, longitude: 8 },
  animated: false,
  viewFormat: "jpeg",
  rotation: 90,
  removed: ["gps"],
} satisfies Record<keyof Image, unknown>;
const secret = { dataKey: "secret" };

test("what the contract does not name leaves at no depth of a list, however often it is asked for", () => {
  const said = { items: [picture, picture], nextCursor: null };
  const given = {
    items: said.items.map((one) => ({
      ...one,
      ...secret,
      camera: { ...one.camera, ...secret },
      exposure: { ...one.exposure, ...secret },
      place: { ...one.place, ...secret },
    })),
    nextCursor: null,
    ...secret,
  };
  for (let n = 0; n < 3; n += 1) {
    const text = judgeReply(listMonthImages, 200, given) ?? "";
    assert.equal(text.includes("secret"), false);
    assert.deepEqual(JSON.parse(text), said);
  }
});

test("a body that is not as declared is an error, and so is a status that is not declared", () => {
  const wrong = [
    { rotation: 45 },
    { format: "exe" },
    { uploadedAt: "yesterday" },
    { width: 1.5 },
    { camera: [] },
    { removed: ["everything"] },
    { name: undefined },
    { place: { latitude: "47", longitude: 8 } },
  ];
  for (const change of wrong) {
    const body = { items: [{ ...picture, ...change }], nextCursor: null };
    assert.throws(
      () => judgeReply(listMonthImages, 200, body),
      { name: "$ZodError" },
      JSON.stringify(change),
    );
  }
  assert.throws(() => judgeReply(listMonthImages, 201, {}), /declares no reply 201/);
});

test("lists of pictures and layouts can be compiled", () => {
  for (const { replies } of [listMonthImages, getMonthLayout]) {
    assert.doesNotThrow(() => z.compile(replies[200], { strict: true }));
  }
});
