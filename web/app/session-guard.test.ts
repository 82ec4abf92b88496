import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { queryClient } from "../api/query-client.ts";
import { sessionQuery } from "../api/session.ts";
import { announce } from "../api/session-events.ts";
import { followSession } from "./session-guard.ts";

/** Lets everything that is under way come to where it waits. */
async function settled(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await pause(1);
}

test("an end that is told twice leaves the account to the page that is still there, until it has gone", async () => {
  Object.assign(globalThis, { window: new EventTarget() });
  const gone = Promise.withResolvers<void>();
  const state = { location: { pathname: "/gallery", href: "/gallery" } };
  let visits = 0;
  followSession({
    state,
    history: { location: { state: {} } },
    // As the router does: where it goes is said at once, the page changes when the next one can be shown.
    navigate: async ({ href }) => {
      visits += 1;
      state.location = { pathname: href, href };
      await gone.promise;
    },
  });
  const account = { email: "ada@example.org" };
  const open = { account, vault: { unlocked: true }, reauthenticatedUntil: null };
  queryClient.setQueryData(sessionQuery.queryKey, open as never);
  const known = () => queryClient.getQueryData(sessionQuery.queryKey)?.account;

  announce("signed-out");
  await settled();
  assert.equal(state.location.pathname, "/sign-in");
  announce("signed-out", "server");
  await settled();
  assert.deepEqual(known(), account);
  announce("locked", "server");
  gone.resolve();
  await settled();
  assert.equal(known(), null);
  assert.equal(visits, 1);
});
