"use strict";
// Runs before anything else in the decoder's main thread and in each of its workers (node -r).
// It takes away what the permission model leaves: raw bindings, signals, and, in workers, the permissions
// that were only needed to start. Anything unexpected ends the process.

const { constants } = require("node:fs");
const workers = require("node:worker_threads");

const signal = process._kill.bind(process);
/** Ends the whole process from any thread; exit handlers of a compromised library do not run. */
const die = () => signal(process.pid, 9);

const permissions = ["worker", "fs.read", "fs.write", "net", "child", "addon", "wasi", "inspector", "ffi"];

/** Gives up every permission of this thread, for good. A permission that stays is the end of the process. */
function dropPermissions() {
  for (const scope of permissions) process.permission.drop(scope);
  if (permissions.some((scope) => process.permission.has(scope))) die();
}

// The emscripten glue asks process.binding for the names of open(2)'s flags; the permission model refuses it.
process.binding = () => ({ fs: constants });
// The permission model has no scope for signals and priorities, which reach every process of the same user.
delete process.kill;
delete process._kill;
delete process._debugProcess;
delete process._debugEnd;
delete require("node:os").setPriority;
delete require("node:v8").setFlagsFromString;
// bubblewrap sets it, whatever it is told.
delete process.env.PWD;

if (workers.isMainThread) {
  const Plain = workers.Worker;
  const started = [];
  let sealed = false;
  workers.Worker = class Worker extends Plain {
    constructor(...args) {
      // After the drop a new thread could only fail slowly: the job would wait for it until its time is up.
      if (sealed) die();
      super(...args);
      started.push(new Promise((resolve) => this.on("message", (said) => said?.dropped && resolve())));
    }
  };
  module.exports = {
    PlainWorker: Plain,
    die,
    dropPermissions,
    /** Waits until each thread has said that it dropped its permissions, then forbids new ones. */
    async sealThreads() {
      const known = started.length;
      await Promise.all(started);
      if (started.length !== known) die();
      sealed = true;
      return known;
    },
  };
} else {
  if (!process.permission) die();
  process.permission.drop("worker");
  // The first message arrives once the thread's own script has been read, and before it runs any job.
  workers.parentPort.once("message", () => {
    dropPermissions();
    workers.parentPort.postMessage({ dropped: true });
  });
  module.exports = { PlainWorker: workers.Worker, die, dropPermissions };
}
