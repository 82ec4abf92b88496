// A PostgreSQL cluster for a whole run of the tests: says its address on a line of standard output, and ends with its
// standard input.

import { once } from "node:events";
import { startPostgres } from "./postgres.ts";

const cluster = await startPostgres();
console.log(cluster.url);
process.stdin.resume();
await once(process.stdin, "end");
await cluster.stop();
