import assert from "node:assert/strict";
import { test } from "node:test";
import { LOOK_COOKIE, type Look, lookCookie, readLook, THEMES } from "./look.ts";

test("a look is read back as it was kept, whatever lies beside it", () => {
  for (const language of ["en", "id", null] as const) {
    for (const theme of THEMES) {
      const look: Look = { language, theme };
      const [kept] = lookCookie(look).split(";");
      assert.deepEqual(readLook(`safelight=abc; ${kept}; other=1`), look);
    }
  }
});

test("what no cookie says, or one says badly, is left open", () => {
  const open = { language: null, theme: "system" };
  for (const cookies of [
    undefined,
    "",
    `${LOOK_COOKIE}=`,
    `${LOOK_COOKIE}=xx.neon`,
    `x${LOOK_COOKIE}=id.dark`,
  ]) {
    assert.deepEqual(readLook(cookies), open, cookies ?? "none");
  }
  assert.deepEqual(readLook(`${LOOK_COOKIE}=id."><script>`), { language: "id", theme: "system" });
});
