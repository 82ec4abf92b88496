// Started by two-writers.test.ts: adds to a number so many times, each in a transaction that reads first.
import { setImmediate, setTimeout } from "node:timers/promises";
import { type Database, openDatabase } from "../../server/database/open.ts";
import { samplesOf } from "../conformance/database.ts";

const GAP_MS = 25;

/** Adds one to the number of the first sample; reading and writing lie a turn apart. */
export async function addOne(database: Database): Promise<void> {
  await samplesOf(database)
    .transaction()
    .execute(async (trx) => {
      const row = await trx.selectFrom("samples").select("seen_at").where("id", "=", 1).executeTakeFirst();
      await setImmediate();
      await trx
        .updateTable("samples")
        .set({ seen_at: (row?.seen_at ?? 0) + 1 })
        .where("id", "=", 1)
        .execute();
    });
  // A server breathes between its writes too. The other one asks again only every so often, up to 100 ms apart, and
  // gives up after 5 s: in a short gap it would hardly ever find its turn.
  await setTimeout(GAP_MS);
}

if (import.meta.main) {
  const [file = "", rounds = ""] = process.argv.slice(2);
  const database = await openDatabase({ kind: "sqlite", file });
  for (let round = 0; round < Number(rounds); round += 1) await addOne(database);
  await database.close();
}
