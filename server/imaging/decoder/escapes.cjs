"use strict";
// What a decoder must not be able to do, each tried for real. Runs in the decoder's main thread after its
// permissions are gone, and as a worker of its own beside it. An attempt counts as contained only when it is
// refused in the expected words: a closed port or a missing file would prove nothing.

const childProcess = require("node:child_process");
const dgram = require("node:dgram");
const dns = require("node:dns/promises");
const fs = require("node:fs");
const net = require("node:net");
const vm = require("node:vm");
const workers = require("node:worker_threads");
const { PlainWorker } = require("./prelude.cjs");

const denied = ["ERR_ACCESS_DENIED"];
const absent = ["ERR_UNKNOWN_BUILTIN_MODULE", "ERR_ACCESS_DENIED"];

/** The one variable the decoder is given, and what macOS puts into every process. */
const expectedEnvironment = new Set([
  "VIPS_MAX_THREADS",
  "VIPS_CONCURRENCY",
  "VIPS_DISC_THRESHOLD",
  "__CF_USER_TEXT_ENCODING",
]);

const settled = (emitter, event) =>
  new Promise((resolve, reject) => emitter.once("error", reject).once(event, resolve));

const stray = (code) => Object.assign(new Error(code), { code });

/** name, the codes of a proper refusal, the attempt. Names are what the log and the system page show. */
const attempts = [
  ["read", denied, () => fs.readFileSync("/etc/passwd")],
  ["read-own-code", denied, () => fs.readFileSync(__filename)],
  ["read-environ", denied, () => fs.readFileSync("/proc/self/environ")],
  ["read-promised", denied, () => fs.promises.readFile("/etc/passwd")],
  ["list", denied, () => fs.readdirSync("/")],
  ["stat", denied, () => fs.statSync("/")],
  ["write", denied, () => fs.openSync("/dev/null", "w")],
  ["write-promised", denied, () => fs.promises.writeFile("/dev/null", "")],
  ["connect", denied, () => settled(net.connect(9, "127.0.0.1"), "connect")],
  ["connect-local", denied, () => settled(net.connect("/tmp/safelight-probe.sock"), "connect")],
  ["listen", denied, () => settled(net.createServer().listen(0), "listening")],
  ["datagram", denied, () => settled(dgram.createSocket("udp4").bind(0, "127.0.0.1"), "listening")],
  ["resolve", denied, () => dns.lookup("localhost")],
  ["resolve-asked", denied, () => dns.resolve("localhost")],
  ["fetch", denied, () => fetch("http://127.0.0.1:8/")],
  ["spawn", denied, () => childProcess.spawn("/bin/true")],
  ["spawn-waiting", denied, () => childProcess.spawnSync("/bin/true")],
  [
    "execve",
    [...denied, "ERR_WORKER_UNSUPPORTED_OPERATION"],
    () => process.execve("/bin/true", ["true"], {}),
  ],
  ["worker", denied, () => new PlainWorker("", { eval: true })],
  ["sqlite", absent, () => require("node:sqlite")],
  ["ffi", absent, () => require("node:ffi").dlopen(null)],
  ["addon", [...denied, "ERR_DLOPEN_DISABLED"], () => process.dlopen({ exports: {} }, "/nowhere.node")],
  ["wasi", denied, () => new (require("node:wasi").WASI)({ version: "preview1", preopens: { "/": "/" } })],
  ["inspector", denied, () => require("node:inspector").open(0)],
  ["inspector-session", denied, () => new (require("node:inspector").Session)().connect()],
  ["binding", denied, () => process._linkedBinding("fs")],
  ["evaluate", ["EvalError"], () => vm.runInThisContext("eval('1')")],
  ["report", denied, () => process.report.writeReport("/dev/null")],
  [
    "signal",
    ["absent"],
    () => {
      if (!("kill" in process || "_kill" in process || "_debugProcess" in process)) throw stray("absent");
    },
  ],
  [
    "environment",
    ["empty"],
    () => {
      if (Object.keys(process.env).every((name) => expectedEnvironment.has(name))) throw stray("empty");
    },
  ],
];

async function isContained([, refusals, attempt]) {
  const late = new Promise((resolve) => setTimeout(resolve, 2000, "late").unref());
  try {
    await Promise.race([attempt(), late]);
    return false;
  } catch (error) {
    const words = [error.code, error.cause?.code, error.name];
    return words.some((word) => refusals.includes(word));
  }
}

/** Tries everything; the names of what was not refused. Empty is what it has to be. */
async function findEscapes() {
  const results = await Promise.all(attempts.map(isContained));
  return attempts.filter((_, index) => !results[index]).map(([name]) => name);
}

module.exports = { findEscapes, attemptNames: attempts.map(([name]) => name) };

if (!workers.isMainThread) {
  // The prelude drops this thread's permissions on the same message, before us.
  workers.parentPort.once("message", () => {
    void findEscapes().then((escapes) => workers.parentPort.postMessage({ escapes }));
  });
}
