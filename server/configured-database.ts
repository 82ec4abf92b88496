import { join } from "node:path";
import type { Config } from "./config.ts";
import type { DatabaseTarget } from "./database/open.ts";

/**
 * The database of these settings, as it is to be opened.
 * @param dataFolder absolute
 */
export function configuredDatabase(
  { postgresUrl }: Pick<Config, "postgresUrl">,
  dataFolder: string,
  onBroken: (error: Error) => void,
): DatabaseTarget {
  return postgresUrl === null
    ? { kind: "sqlite", file: join(dataFolder, "safelight.db") }
    : { kind: "postgres", url: postgresUrl, onBroken };
}
