// Vaults of many pictures, made once and kept in .cache/bench: sealing a million rows takes minutes. Each is named by
// the day's migrations, so that one of an older schema is not met again.

import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type SeededVault, seedVault } from "./seed-vault.ts";

const cache = join(import.meta.dirname, "..", ".cache", "bench");
const migrations = join(import.meta.dirname, "..", "server", "database", "migrations");

/** @param hasFiles false: rows alone, for what reads no picture */
export async function seededVault(count: number, hasFiles: boolean): Promise<SeededVault> {
  const version = readdirSync(migrations).length;
  const folder = join(cache, `${version}-${count}${hasFiles ? "" : "-rows"}`);
  const facts = join(folder, "seeded.json");
  if (existsSync(facts)) return JSON.parse(await readFile(facts, "utf8")) as SeededVault;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const vault = await seedVault({ dataFolder: join(folder, "data"), count, hasFiles });
  await writeFile(facts, JSON.stringify(vault));
  return vault;
}
