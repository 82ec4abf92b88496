import type { AccountId } from "#contract/ids.ts";
import type { Rooms } from "../rooms.ts";
import { findAuditHead, listForgettable } from "./audit-store.ts";

// The trail is where one process learns what another has done: an account that the command line disables leaves the
// memory of a running server within a second.

const EVERY_MILLISECONDS = 1000;

export interface FollowedAudit {
  /** Looks now, and not only at the next second. */
  look(): Promise<void>;
  stop(): void;
}

/** Follows the trail from its present end on. A look that fails forgets nobody, and is logged. */
export async function followAudit(
  rooms: Pick<Rooms, "database" | "forgetting" | "log">,
): Promise<FollowedAudit> {
  const { db } = rooms.database;
  let seen = (await findAuditHead(db))?.seq ?? 0;
  const look = async (): Promise<void> => {
    const head = (await findAuditHead(db))?.seq ?? 0;
    if (head === seen) return;
    const accountIds = await listForgettable(db, seen, head);
    seen = head;
    // Safe because only accounts' own ids are written there.
    for (const accountId of accountIds) rooms.forgetting.forget(accountId as AccountId);
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) =>
      rooms.log.error({ err: error }, "the audit trail could not be followed"),
    );
  }, EVERY_MILLISECONDS);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
