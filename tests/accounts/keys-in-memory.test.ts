import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Caller } from "../../server/access/caller.ts";
import { callerFinder } from "../../server/accounts/find-caller.ts";
import { tokenCallerFinder } from "../../server/tokens/find-token-caller.ts";
import { type MemoryApp, startMemoryApp } from "../support/memory-app.ts";

// That opened keys leave the process after a minute without use, asked for or not: seen by what the garbage collector
// takes, since nothing else would find a key that some forgotten reference still holds.

let app: MemoryApp;
let collectGarbage: () => void;
before(async () => {
  app = await startMemoryApp();
  setFlagsFromString("--expose-gc");
  collectGarbage = runInNewContext("gc") as () => void;
});
after(() => app.close());

type Find = (token: string) => Promise<Caller>;

/** A finder whose sweeps happen when the test says so. */
function withSweeps(make: () => Find): { find: Find; sweep: () => void } {
  const set = mock.method(globalThis, "setInterval", () => ({ unref: () => undefined }));
  const find = make();
  const made = set.mock.calls[0];
  set.mock.restore();
  assert.ok(made);
  const [run, milliseconds] = made.arguments as unknown as [() => void, number];
  assert.equal(milliseconds, 15_000);
  return { find, sweep: run };
}

/** The opened keys, held weakly: here nothing keeps them. */
async function openedKeys(find: Find, token: string): Promise<WeakRef<object>[]> {
  const caller = await find(token);
  assert.ok(caller.kind === "signed-in" && caller.vault !== null);
  return [caller, caller.vault, caller.vault.vaultKey, caller.vault.indexKey].map((key) => new WeakRef(key));
}

async function countHeld(keys: readonly WeakRef<object>[]): Promise<number> {
  // What a WeakRef once gave stays until that turn is over.
  for (let round = 0; round < 5; round += 1) {
    await turn();
    collectGarbage();
  }
  return keys.filter((key) => key.deref() !== undefined).length;
}

async function assertLeaves(make: () => Find, token: string): Promise<void> {
  const { find, sweep } = withSweeps(make);
  const keys = await openedKeys(find, token);
  app.advance(59_000);
  sweep();
  assert.equal(await countHeld(keys), keys.length, "gone before a minute was over");
  await find(token);
  app.advance(59_000);
  sweep();
  assert.equal(await countHeld(keys), keys.length, "gone a minute after the first use, not the last");
  app.advance(1000);
  sweep();
  assert.equal(await countHeld(keys), 0, "still held after a minute without use");
  // And nothing is lost by it: the next request opens them again.
  assert.equal((await openedKeys(find, token)).length, keys.length);
}

test("the keys that a session opened leave memory after a minute without use, though nobody asks", async () => {
  const member = await app.member();
  await assertLeaves(() => {
    const find = callerFinder(app.rooms);
    return (token) => find(token, { safe: true });
  }, member.client.cookies.get("safelight") ?? "");
});

test("and so do those that an API token opened", async () => {
  const member = await app.member();
  const asked = { name: "a frame", scopes: ["images:read"], expiresInDays: 1 };
  const made = await member.client.post("/api/tokens", asked);
  assert.equal(made.status, 201, made.text);
  await assertLeaves(() => tokenCallerFinder(app.rooms), (made.body as { token: string }).token);
});
