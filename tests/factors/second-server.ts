import { pino } from "pino";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { readConfig } from "../../server/config.ts";
import { openDatabase } from "../../server/database/open.ts";
import { buildApp } from "../../server/http/app.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import { openRooms } from "../../server/open-rooms.ts";

// A second server on the database and master key of another one, in a process of its own: it knows of the first
// one's sign-ins what the database holds, and nothing else. Takes the database, the key folder and a port.

const [, , databaseFile = "", keyFolder = "", port = ""] = process.argv;
const config = readConfig({ SAFELIGHT_ORIGIN: `http://localhost:${port}` });
const rooms = await openRooms({
  config,
  version: "0.0.0-test",
  database: await openDatabase({ kind: "sqlite", file: databaseFile }),
  blobs: memoryBlobs(),
  keys: await openFileKeys(keyFolder, { create: false }),
  transport: { send: async () => undefined, close: () => undefined },
  clock: Date.now,
  log: pino({ level: "silent" }),
});
const { app } = await buildApp(rooms, { webFolder: null, tls: null });
await app.listen({ host: "127.0.0.1", port: Number(port) });
console.log("listening");
process.on("SIGTERM", () => void app.close().then(() => rooms.close()));
