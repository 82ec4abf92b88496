import { endCurrentSession } from "../../contract/accounts.ts";
import { lockVault } from "../../contract/vault.ts";
import { call } from "./call.ts";
import { ceaseFollowingEvents } from "./follow-events.ts";
import { queryClient } from "./query-client.ts";
import { bringAbout } from "./session-events.ts";

// The two ways to close the door behind oneself. What this and the other tabs hold is dropped by the events.

/** Locks the vault in this session; the person stays signed in. @throws ProblemError, ConnectionError */
export async function lock(): Promise<void> {
  await close("locked", () => call(lockVault));
}

/** Signs out. @throws ProblemError, ConnectionError: then the session still lives, and the page says so */
export async function leave(): Promise<void> {
  await close("signed-out", () => call(endCurrentSession));
}

async function close(event: "locked" | "signed-out", ask: () => Promise<unknown>): Promise<void> {
  const goOn = ceaseFollowingEvents();
  const givenUp = new Set(queryClient.getQueryCache().findAll({ fetchStatus: "fetching" }));
  await queryClient.cancelQueries();
  try {
    await bringAbout(event, ask);
  } catch (error) {
    goOn();
    void queryClient.refetchQueries({ predicate: (query) => givenUp.has(query) });
    throw error;
  }
}
