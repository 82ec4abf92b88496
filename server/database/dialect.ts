/** The databases that Safelight runs on. */
export type Dialect = "sqlite" | "postgres";
