// A Ceph cluster in a process of its own: says where it is on a line of standard output, kills and starts its store
// as lines of its standard input say, each answered by the same line, and ends with its standard input, so that it
// never outlives whoever asked for it.

import { createInterface } from "node:readline";
import { startCeph } from "./ceph.ts";

// What ends its parent by the keyboard reaches it too, and must not leave the cluster behind.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
const { store, stop, ...place } = await startCeph(process.argv[2] === "disk" ? "disk" : "memory");
console.log(JSON.stringify(place));
for await (const line of createInterface(process.stdin)) {
  await (line === "kill" ? store.kill9() : store.start());
  console.log(line);
}
await stop();
