import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import {
  ADOBE_RGB,
  DISPLAY_P3,
  PRO_PHOTO,
  SRGB,
  srgbCurve,
  strangersProfile,
} from "../../tests/support/make-images/colour-profiles.ts";
import { plainJpeg, profileSegments, withSegments } from "../../tests/support/make-images/jpeg-file.ts";
import { mutate, seededRandom } from "../../tests/support/make-images/seeded-random.ts";
import { judgeProfile } from "./colour-profile.ts";
import { standardProfile } from "./standard-profiles.ts";

const adobeCurve = (x: number) => x ** (563 / 256);
const strangers = {
  srgb: strangersProfile({ colorants: SRGB }),
  "display-p3": strangersProfile({ colorants: DISPLAY_P3 }),
  "adobe-rgb": strangersProfile({ colorants: ADOBE_RGB, curve: adobeCurve }),
} as const;

test("the known spaces are told by their primaries and curves, and our own profile takes the place", () => {
  for (const space of ["srgb", "display-p3", "adobe-rgb"] as const) {
    const expected = { kind: "known", colour: space, profile: standardProfile(space) };
    assert.deepEqual(judgeProfile(strangers[space], "rgb"), expected);
    assert.deepEqual(judgeProfile(standardProfile(space), "rgb"), expected);
  }
  for (const [space, curve] of [
    ["grey-srgb", srgbCurve],
    ["grey-2.2", adobeCurve],
  ] as const) {
    const expected = { kind: "known", colour: "grey", profile: standardProfile(space) };
    assert.deepEqual(judgeProfile(strangersProfile({ space: "GRAY", curve }), "grey"), expected);
    assert.deepEqual(judgeProfile(standardProfile(space), "grey"), expected);
  }
});

test("a space that is none of ours is unknown, whatever it is near to", () => {
  const unknown = {
    "wide primaries": strangersProfile({ colorants: PRO_PHOTO }),
    "sRGB primaries with a plain gamma of 2.2": strangersProfile({ curve: adobeCurve }),
    "Adobe primaries with the curve of sRGB": strangersProfile({ colorants: ADOBE_RGB }),
    "a straight curve": strangersProfile({ curve: (x) => x }),
    "red and blue swapped": strangersProfile({ colorants: [SRGB[2], SRGB[1], SRGB[0]] }),
    "a look-up table beside the primaries": strangersProfile({
      tags: [["A2B0", Buffer.from("mft2\0\0\0\0")]],
    }),
  };
  for (const [name, profile] of Object.entries(unknown)) {
    assert.deepEqual(judgeProfile(profile, "rgb"), { kind: "unknown" }, name);
  }
  assert.deepEqual(judgeProfile(strangersProfile({ space: "GRAY", curve: (x) => x ** 1.8 }), "grey"), {
    kind: "unknown",
  });
  assert.deepEqual(judgeProfile(strangersProfile({ space: "CMYK" }), "cmyk"), { kind: "unknown" });
});

test("a profile that is damaged or made for other channels is of no use", () => {
  const whole = strangersProfile();
  const changed = (at: number, ...bytes: readonly number[]) => {
    const profile = Buffer.from(whole);
    profile.set(bytes, at);
    return profile;
  };
  const unusable = {
    empty: Buffer.alloc(0),
    zeros: Buffer.alloc(4000),
    cut: whole.subarray(0, 400),
    "no signature": changed(36, 0),
    "an output link": changed(12, 0x6c, 0x69, 0x6e, 0x6b),
    "a tag beyond the end": changed(136, 0xff, 0xff, 0xff, 0xf0),
    "a tag of 4 GB": changed(140, 0xff, 0xff, 0xff, 0xff),
    "4 thousand million tags": changed(128, 0xff, 0xff, 0xff, 0xff),
  };
  for (const [name, profile] of Object.entries(unusable)) {
    assert.deepEqual(judgeProfile(profile, "rgb"), { kind: "unusable" }, name);
  }
  assert.deepEqual(judgeProfile(whole, "grey"), { kind: "unusable" });
  assert.deepEqual(judgeProfile(whole, "cmyk"), { kind: "unusable" });
});

test("no damage to a profile makes its judge throw, or lets a byte of it through", () => {
  const random = seededRandom(3);
  const ours = ["srgb", "display-p3", "adobe-rgb"].map((space) => standardProfile(space as "srgb"));
  for (let round = 0; round < 5000; round++) {
    const judged = judgeProfile(mutate(strangers["display-p3"], random), "rgb");
    if (judged.kind === "known") assert.ok(ours.includes(judged.profile));
  }
});

test("our profiles are small, and a decoder turns their colours into the same sRGB as the originals do", async () => {
  const jpeg = await plainJpeg();
  const unlabelled = await sharp(jpeg).raw().toBuffer();
  for (const space of ["srgb", "display-p3", "adobe-rgb"] as const) {
    assert.ok(standardProfile(space).length < 600);
    const [ours, theirs] = await Promise.all(
      [standardProfile(space), strangers[space]].map((profile) =>
        sharp(withSegments(jpeg, profileSegments(profile)), { failOn: "warning" })
          .raw()
          .toBuffer(),
      ),
    );
    const worst = ours!.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs![i]!)), 0);
    assert.ok(worst <= 3, `${space}: ${worst}`);
    const isOtherThanSrgb = !ours!.equals(unlabelled);
    assert.equal(isOtherThanSrgb, space !== "srgb", space);
  }
});
