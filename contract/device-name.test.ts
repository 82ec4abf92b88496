import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceName } from "./device-name.ts";

test("a browser that claims to be others is known by its own mark", () => {
  const edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0";
  assert.deepEqual(deviceName(edge), { browser: "Edge", system: "Windows" });
});

test("a phone is not taken for the desktop system it names", () => {
  const phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
  assert.deepEqual(deviceName(phone), { browser: "Safari", system: "iPhone" });
});

test("what is no browser's header has no name", () => {
  assert.equal(deviceName("<script>alert(1)</script>"), null);
});
