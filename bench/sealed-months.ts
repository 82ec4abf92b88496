// What a vault keeps sealed of its months: put there by a search, as the product does, and taken away for one month.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startSafelight } from "../tests/support/running-server.ts";
import { signIn } from "./member.ts";
import type { SeededVault } from "./seed-vault.ts";

function openFile({ dataFolder }: SeededVault): DatabaseSync {
  return new DatabaseSync(join(dataFolder, "safelight.db"), { enableForeignKeyConstraints: true });
}

/** Seals all that is in no piece yet. No server may run on the folder. */
export async function sealMonths(vault: SeededVault): Promise<void> {
  if (isSealed(vault)) return;
  await using server = await startSafelight({ dataFolder: vault.dataFolder });
  const client = await signIn(server.origin, vault.email, vault.password);
  const reply = await client.post("/api/search", { text: "nothing-of-that-name" });
  if (reply.status !== 200) throw new Error(`search: ${reply.status} ${reply.text}`);
  if (!isSealed(vault)) throw new Error("the search left something unsealed");
}

function isSealed(vault: SeededVault): boolean {
  using database = openFile(vault);
  const sealed = database.prepare("select sum(entries) as count from search_keys").get();
  return sealed?.["count"] === vault.count;
}

/** Deletes the pieces of the months that hold so many pictures. No server may run on the folder. */
export function unsealMonth(vault: SeededVault, count: number): void {
  using database = openFile(vault);
  const { changes } = database
    .prepare(
      `delete from search_keys where month_index in
       (select month_index from search_keys group by month_index having sum(entries) = ?)`,
    )
    .run(count);
  if (changes === 0) throw new Error(`no month of ${count} pictures is sealed`);
}
