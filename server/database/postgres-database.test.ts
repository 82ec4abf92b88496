import { databaseConformance } from "../../tests/conformance/database.ts";
import { postgresDatabase } from "../../tests/support/postgres.ts";
import { openDatabase } from "./open.ts";

databaseConformance("PostgreSQL", async () => {
  const { url, drop } = await postgresDatabase({ tables: false });
  return { database: await openDatabase({ kind: "postgres", url, onBroken: () => {} }), remove: drop };
});
