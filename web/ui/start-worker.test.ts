import assert from "node:assert/strict";
import { test } from "node:test";
import { ownScript } from "./start-worker.ts";

const ORIGIN = "https://home.example";

test("a built file of this origin may become a script", () => {
  assert.equal(ownScript("/service-worker.js", ORIGIN), "/service-worker.js");
  assert.equal(ownScript("/assets/guess-password-abc.js", ORIGIN), "/assets/guess-password-abc.js");
});

test("nothing else may become a script", () => {
  for (const address of [
    "https://evil.example/assets/x.js",
    "//evil.example/assets/x.js",
    "/api/images/a/renditions/original",
    "/assets/../api/images/a/renditions/original",
    "/share/../service-worker.js?x",
    "https://evil.example/service-worker.js",
    "data:text/javascript,1",
    "blob:https://home.example/1",
  ]) {
    assert.throws(() => ownScript(address, ORIGIN), /not a script of ours/, address);
  }
});
