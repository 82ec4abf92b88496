import { join } from "node:path";
import { pino } from "pino";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { readConfig } from "../../server/config.ts";
import { configuredDatabase } from "../../server/configured-database.ts";
import { openConfiguredKeys } from "../../server/configured-keys.ts";
import { openDatabase } from "../../server/database/open.ts";
import { buildApp } from "../../server/http/app.ts";
import { replaceLeakedKeys, rotateLeakedMasterKey } from "../../server/master-key/replace-leaked-keys.ts";
import { retireMasterKey } from "../../server/master-key/retire-master-key.ts";
import { rotateMasterKey } from "../../server/master-key/rotate-master-key.ts";
import { openRooms } from "../../server/open-rooms.ts";
import { QUICK_HASHES } from "../support/quick-hashes.ts";

// Started by kill-in-rotation.test.ts and kill-after-leak.test.ts with the settings of an application in its environment: replaces the master key
// (`rotate`), that and every vault key under it (`leaked`), ends an old version of it (`retire`), or serves (`serve`), and is killed, as by a power cut, when it
// comes to the step that it was told.

const [, , act = "", step = "", version = ""] = process.argv;
const reached = (point: string): void => {
  if (point === step) process.kill(process.pid, "SIGKILL");
};
const config = readConfig(process.env);
const rooms = await openRooms({
  config,
  version: "0.0.0-test",
  database: await openDatabase(configuredDatabase(config, config.dataFolder, () => undefined)),
  blobs: await openDiskBlobs(join(config.dataFolder, "blobs")),
  keys: await openConfiguredKeys(config, { create: false, reached }),
  transport: { send: async () => undefined, close: () => undefined },
  clock: Date.now,
  log: pino({ level: "silent" }),
  reached,
  hashVersions: QUICK_HASHES,
});
switch (act) {
  case "rotate":
    await rotateMasterKey(rooms, { batch: 2 });
    break;
  case "leaked":
    await rotateLeakedMasterKey(rooms, () => undefined);
    await replaceLeakedKeys(rooms);
    break;
  case "retire":
    await retireMasterKey(rooms, Number(version));
    break;
  case "serve": {
    const { app } = await buildApp(rooms, { webFolder: null, tls: null });
    await app.listen({ host: "127.0.0.1", port: config.port });
    process.stdout.write("listening\n");
    break;
  }
  default:
    throw new Error("usage: server-until-killed.ts rotate|leaked|retire|serve <step> [version]");
}
if (act !== "serve") {
  process.stdout.write("came to its end\n");
  await rooms.close();
}
