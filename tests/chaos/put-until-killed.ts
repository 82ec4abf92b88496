// Started by disk-blobs.test.ts, which kills it: puts blobs, eight at once, and names each one once it is stored.
import { openDiskBlobs } from "../../server/blobs/disk.ts";
import { inPieces, patternOf } from "../conformance/blob-store.ts";

const [root, round] = process.argv.slice(2);
if (!root || !round) throw new Error("usage: put-until-killed.ts <folder> <round>");
const store = await openDiskBlobs(root);
let next = 0;

async function putForEver(): Promise<never> {
  for (;;) {
    next += 1;
    const sizeBytes = (next * 37_501) % 400_000;
    const key = `killed/${round}/${next}/${sizeBytes}`;
    await store.put(key, inPieces(patternOf(sizeBytes, next), 16_400));
    process.stdout.write(`${key}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, putForEver));
