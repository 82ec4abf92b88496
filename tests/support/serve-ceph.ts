// A Ceph cluster in a process of its own: says where it is on a line of standard output, and ends with its standard
// input, so that it never outlives whoever asked for it.

import { once } from "node:events";
import { startCeph } from "./ceph.ts";

// What ends its parent by the keyboard reaches it too, and must not leave the cluster behind.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
const cluster = await startCeph();
console.log(JSON.stringify(cluster));
process.stdin.resume();
await once(process.stdin, "end");
await cluster.stop();
