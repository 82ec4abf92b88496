/** How far the clocks of servers that share a database may differ: what is further ahead comes from one that was wrong. */
export const CLOCK_ERROR_MS = 3_600_000;
