import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

const busy = 5;
/** Two who begin at once stand in each other's way for a moment, and without a wait both would be refused. */
const waitMs = 250;

/**
 * Takes the lock that a file stands for, and gives the function that lets it go; null when another process, or this
 * one, holds it. The system lets it go when the process ends, however it ends. The file (made when absent, and
 * empty) may not be opened in any other way: closing it again would let the lock go.
 * @throws the system's own error, which SQLite keeps to itself, for a folder that may not be written
 */
export function takeFileLock(file: string): (() => void) | null {
  accessSync(dirname(file), constants.W_OK | constants.X_OK);
  const database = new DatabaseSync(file, { timeout: waitMs });
  try {
    // Never committed: SQLite's locks are those of the system, which Node itself does not offer.
    database.exec("begin exclusive");
    return () => database.close();
  } catch (error) {
    database.close();
    // The low byte is the kind of failure: https://sqlite.org/rescode.html
    if (error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === busy) return null;
    throw error;
  }
}
