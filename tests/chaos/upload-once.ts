// A server with its database and blobs on the disk, and one photograph uploaded to it: for a test that watches what
// the process asks of the kernel meanwhile.

import { join } from "node:path";
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { startMemoryApp } from "../support/memory-app.ts";
import { photograph } from "../support/photographs.ts";

const [folder = ""] = process.argv.slice(2);
const app = await startMemoryApp({
  databaseFile: join(folder, "safelight.db"),
  blobs: await openDiskBlobs(join(folder, "blobs")),
});
const { client } = await app.member();
// Larger than what is its own view, and than what is sealed at one go: all three renditions, both ways of writing.
const { bytes } = await photograph(0, { longSide: 3000 });
const reply = await client.upload(bytes, { name: "durable.jpg" });
await app.close();
process.stdout.write(String(reply.status));
