import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { AT_ANY_WIDTH, CHROMIUM_ONLY, IN_EVERY_ENGINE } from "./engines.ts";

test("every journey is walked in each engine, or named with the reason why it is not", () => {
  const journeys = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".pw.ts"));
  assert.ok(journeys.length > 0);
  assert.deepEqual(
    Object.keys(AT_ANY_WIDTH).filter((name) => !journeys.includes(name)),
    [],
  );
  assert.deepEqual([...IN_EVERY_ENGINE, ...Object.keys(CHROMIUM_ONLY)].sort(), journeys.sort());
});
