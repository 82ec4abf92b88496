import type { Forgetting } from "../access/forgetting.ts";
import type { Events } from "./events.ts";

/** Forgetting as a word among the others, so that it reaches every process that they reach. */
export function forgettingByEvents(events: Events): Forgetting {
  return {
    listen(listener) {
      events.listen(({ kind, accountId }) => {
        if (kind === "account.forgotten") listener(accountId);
      });
      events.listenForGaps(() => listener(null));
    },
    isHeard: () => events.isHeard(),
    forget: (accountId) => events.publish({ kind: "account.forgotten", accountId, id: null }),
  };
}
