import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfinementBroken, checkSelfProbe } from "./confinement.ts";
import { ProtocolBroken } from "./decoder-frames.ts";

const report = (main: readonly unknown[], worker: readonly unknown[]) => ({
  kind: "ready",
  escapes: { main, worker },
});

test("a report without escapes passes, one with any says which and from where", () => {
  checkSelfProbe(report([], []));
  assert.throws(
    () => checkSelfProbe(report(["read"], ["read", "connect"])),
    (error) =>
      error instanceof ConfinementBroken &&
      error.message.includes("read (main), read (worker), connect (worker)"),
  );
});

test("what is no report proves nothing", () => {
  for (const words of [
    {},
    { kind: "ready" },
    { kind: "ready", escapes: null },
    { kind: "ready", escapes: { main: [] } },
    { kind: "ready", escapes: { main: [], worker: "none" } },
    { ...report([], []), kind: "developed" },
  ]) {
    assert.throws(() => checkSelfProbe(words), ProtocolBroken, JSON.stringify(words));
  }
});
