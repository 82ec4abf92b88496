// Started by data-folder.test.ts: takes a data folder, says so, and keeps it until killed or told to stop.
import { openDataFolder } from "../../server/data-folder.ts";

const [path] = process.argv.slice(2);
if (!path) throw new Error("usage: hold-data-folder.ts <folder>");
const folder = await openDataFolder(path).catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(3);
});
process.stdout.write("holding\n");
process.stdin.on("end", () => void folder.release()).resume();
