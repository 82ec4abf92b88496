import { resolve } from "node:path";
import { configuredDatabase } from "../configured-database.ts";
import { migrate as bringUpToDate } from "../database/migrate.ts";
import { migrationsFor } from "../database/migrations/migrations.ts";
import { openDatabase } from "../database/open.ts";
import { type Command, Failed } from "./command.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

/** For a database whose tables belong to another role than the one that serves. */
export const migrate: Command = {
  name: "migrate",
  does: "bring the tables in PostgreSQL up to date, where the role that serves may not",
  needs: "settings",
  async run(config) {
    const target = configuredDatabase(config, resolve(PROJECT, config.dataFolder), () => undefined);
    if (target.kind === "sqlite") {
      throw new Failed("With SQLite the server brings the tables up to date itself: start it.");
    }
    const database = await openDatabase(target);
    try {
      const ran = await bringUpToDate(database, migrationsFor(database.dialect));
      const words = ran.length === 0 ? ["The tables are up to date."] : ran.map((name) => `Done: ${name}`);
      return { data: { ran }, lines: words };
    } finally {
      await database.close();
    }
  },
};
