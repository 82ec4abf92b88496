import type { AccountId } from "#contract/ids.ts";

/**
 * The account of the instance's own vault, which is there to be opened when everything is checked. It is nobody's:
 * whoever lists, counts or looks for people leaves it out.
 */
export const CANARY_ACCOUNT = "canaryaaaaaaaaaaaaaaaaaaaa" as AccountId;
