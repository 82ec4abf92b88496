// An S3 server of the tests' own: a Ceph cluster of one monitor, one store in memory and one RADOS gateway, on free
// ports of loopback and in a folder that goes with it. As root its processes run as Debian's user for Ceph.

import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort } from "./free-port.ts";

const START_MS = 120_000;
const STOP_MS = 20_000;
const run = promisify(execFile);

export interface CephCluster {
  /** Of the gateway. */
  readonly endpoint: string;
  readonly folder: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** What keeps the bytes behind every gateway. */
  readonly store: CephPart;
  /** Kills every process and removes the folder. */
  readonly stop: () => Promise<void>;
}

interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

function runner(): Runner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "ceph"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** What every program of it is started with. */
function optionsIn(folder: string) {
  const env = { PATH: process.env["PATH"], CEPH_CONF: join(folder, "ceph.conf"), HOME: folder, LC_ALL: "C" };
  return { ...runner(), cwd: folder, env };
}

/** Where the one store of a cluster keeps what it is given: nothing of it is worth a disk, but to who kills the store. */
const STORES = {
  memory: { "osd objectstore": "memstore", "memstore device bytes": String(2 * 1024 ** 3) },
  disk: {
    "osd objectstore": "bluestore",
    "bluestore block size": String(4 * 1024 ** 3),
    // Left free, or its cache alone takes what three servers need.
    "osd memory target": String(1024 ** 3),
  },
} as const;
export type CephStore = keyof typeof STORES;

function settings(folder: string, store: CephStore, clusterId: string, port: number): string {
  const daemons = {
    fsid: clusterId,
    "mon initial members": "a",
    "mon host": `v2:127.0.0.1:${port}`,
    "public addr": "127.0.0.1",
    "cluster addr": "127.0.0.1",
    "ms bind ipv6": "false",
    "ms bind msgr1": "false",
    keyring: join(folder, "keyring"),
    "run dir": folder,
    "admin socket": join(folder, "$name.asok"),
    "log file": join(folder, "$name.log"),
    "crash dir": folder,
    "mon cluster log file": join(folder, "cluster.log"),
    "mon data": join(folder, "mon"),
    "osd data": join(folder, "osd"),
    "rgw data": join(folder, "rgw"),
    ...STORES[store],
    "osd pool default size": "1",
    "osd pool default min size": "1",
    "osd pool default pg num": "1",
    "osd pool default pgp num": "1",
    "osd pool default pg autoscale mode": "off",
    "osd crush chooseleaf type": "0",
    "osd class load list": "*",
    "osd class default list": "*",
    "mon allow pool size one": "true",
    "mon warn on pool no redundancy": "false",
    "mon osd min up ratio": "0",
    // The machine's disk may be as full as it likes.
    "mon data avail warn": "1",
    "mon data avail crit": "1",
    "paxos propose interval": "0.02",
    "paxos min wait": "0.01",
    "osd max pg log entries": "100",
    "rgw run sync thread": "false",
    "rgw thread pool size": "64",
    // Full is full at once.
    "rgw bucket quota ttl": "0",
  };
  const lines = Object.entries(daemons).map(([name, value]) => `${name} = ${value}`);
  return `[global]\n${lines.join("\n")}\n`;
}

/** What of a cluster may be killed and started again. */
export interface CephPart {
  start(): Promise<void>;
  kill9(): Promise<void>;
}

/** One more gateway to the cluster in a folder: for who wants to stop and start one that nobody else uses. */
export interface CephGateway extends CephPart {
  readonly endpoint: string;
}

export async function cephGateway(folder: string): Promise<CephGateway> {
  const port = await findFreePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let gateway: ChildProcess | null = null;
  return {
    endpoint,
    async start() {
      const frontend = `beast endpoint=127.0.0.1:${port} tcp_nodelay=1`;
      gateway = spawn("radosgw", ["-f", "-n", "client.rgw", "--rgw-frontends", frontend], {
        ...optionsIn(folder),
        stdio: "ignore",
      });
      await answering(endpoint, gateway);
    },
    async kill9() {
      if (gateway !== null) await end(gateway, "SIGKILL");
    },
  };
}

/** A quota on one bucket of the cluster in that folder. */
export async function limitBucket(folder: string, bucket: string, bytes: number): Promise<void> {
  const quota = ["quota", "set", "--quota-scope=bucket", `--bucket=${bucket}`, `--max-size=${bytes}`];
  for (const args of [quota, ["quota", "enable", "--quota-scope=bucket", `--bucket=${bucket}`]]) {
    await run("radosgw-admin", ["-n", "client.rgw", ...args], { ...optionsIn(folder), timeout: START_MS });
  }
}

async function answering(endpoint: string, gateway: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    try {
      await (await fetch(endpoint)).arrayBuffer();
      return;
    } catch (error) {
      if (Date.now() > until || gateway.exitCode !== null) throw error;
      await pause(50);
    }
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const tooLate = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await gone.finally(() => clearTimeout(tooLate));
}

/** @param keeps `disk` where the store is to be killed: what lies in memory dies with it */
export async function startCeph(keeps: CephStore = "memory"): Promise<CephCluster> {
  const folder = mkdtempSync(join(tmpdir(), "safelight-ceph-"));
  const options = optionsIn(folder);
  const clusterId = randomUUID();
  const port = await findFreePort();
  for (const name of ["mon", "osd", "rgw"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "ceph.conf"), settings(folder, keeps, clusterId, port));
  const { uid, gid } = options;
  if (uid !== undefined && gid !== undefined) {
    for (const name of ["", "mon", "osd", "rgw", "ceph.conf"]) chownSync(join(folder, name), uid, gid);
  }
  const tool = async (program: string, ...args: readonly string[]): Promise<void> => {
    await run(program, args, { ...options, timeout: START_MS });
  };
  const children: ChildProcess[] = [];
  const daemon = (program: string, ...args: readonly string[]): ChildProcess => {
    const child = spawn(program, ["-f", ...args], { ...options, stdio: "ignore" });
    children.push(child);
    return child;
  };
  const stop = async (): Promise<void> => {
    // Nothing in it is to be kept, so nothing is waited for.
    await Promise.all(children.map((child) => end(child, "SIGKILL")));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const keyring = (name: string, ...caps: readonly string[]): Promise<void> =>
      tool(
        "ceph-authtool",
        "keyring",
        "--gen-key",
        "-n",
        name,
        ...caps.flatMap((cap) => ["--cap", ...cap.split(":")]),
      );
    await tool(
      "ceph-authtool",
      "--create-keyring",
      "keyring",
      "--gen-key",
      "-n",
      "mon.",
      "--cap",
      "mon",
      "allow *",
    );
    await keyring("client.admin", "mon:allow *", "osd:allow *", "mgr:allow *");
    await keyring("osd.0", "mon:allow profile osd", "osd:allow *", "mgr:allow profile osd");
    await keyring("client.rgw", "mon:allow rw", "osd:allow rwx");
    const addresses = ["--create", "--addv", "a", `[v2:127.0.0.1:${port}]`, "--fsid", clusterId];
    await tool("monmaptool", ...addresses, "monmap");
    await tool("ceph-mon", "--mkfs", "-i", "a", "--monmap", "monmap", "--keyring", "keyring");
    daemon("ceph-mon", "-i", "a");
    const storeId = randomUUID();
    await tool("ceph", "osd", "new", storeId, "0");
    await tool("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", storeId);
    const startStore = (): ChildProcess => daemon("ceph-osd", "-i", "0");
    let running = startStore();
    const store: CephPart = {
      start: async () => void (running = startStore()),
      kill9: () => end(running, "SIGKILL"),
    };
    const gatewayPort = await findFreePort();
    const endpoint = `http://127.0.0.1:${gatewayPort}`;
    const frontend = `beast endpoint=127.0.0.1:${gatewayPort} tcp_nodelay=1`;
    await answering(endpoint, daemon("radosgw", "-n", "client.rgw", "--rgw-frontends", frontend));
    const [accessKey, secretKey] = [randomUUID(), randomUUID()];
    const keys = ["--access-key", accessKey, "--secret-key", secretKey];
    await tool("radosgw-admin", "-n", "client.rgw", "user", "create", "--uid=t", "--display-name=t", ...keys);
    return { endpoint, folder, accessKey, secretKey, store, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
