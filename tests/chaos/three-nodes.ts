// Three Safelight processes over one PostgreSQL, one bucket and one key folder, behind haproxy; each part can be killed.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { type CephGateway, type CephPart, cephGateway } from "../support/ceph.ts";
import { findFreePort } from "../support/free-port.ts";
import { type PostgresCluster, startPostgres } from "../support/postgres.ts";
import { type RunningServer, startSafelight } from "../support/running-server.ts";
import { newBucket, ownS3Server } from "../support/s3-server.ts";
import { until } from "../support/until.ts";
import { type Balancer, documentedBalancer, SERVERS, type ServerName } from "./balancer.ts";

export interface ThreeNodes {
  /** The balancer's, as people call it. */
  readonly origin: string;
  readonly balancer: Balancer;
  readonly postgres: PostgresCluster;
  readonly gateway: CephGateway;
  /** What keeps the bytes behind the gateway. */
  readonly store: CephPart;
  /** Where a node listens itself. */
  at(name: ServerName): string;
  node(name: ServerName): RunningServer;
  start(...names: readonly ServerName[]): Promise<void>;
  /** Whether every node says so itself, and the balancer uses it. */
  readonly isWhole: () => Promise<boolean>;
  /** All that was logged, by every process that ran. */
  logged(): string;
  stop(): Promise<void>;
}

/** The same browser, at one of the nodes. */
export function across(nodes: ThreeNodes, client: ApiClient, name: ServerName): ApiClient {
  const other = apiClient(nodes.origin, nodes.at(name));
  for (const cookie of client.cookies) other.cookies.set(...cookie);
  return other;
}

/** All of it, started at once on an empty database. */
export async function startThreeNodes(): Promise<ThreeNodes> {
  const folder = await mkdtemp(join(tmpdir(), "safelight-three-"));
  // What was acknowledged is to be there after a crash: no setting for speed may be in the way.
  const postgres = await startPostgres({ synchronous_commit: "on", full_page_writes: "on" });
  const { bucket, server: ceph } = await newBucket("plain", ownS3Server());
  const gateway = await cephGateway(ceph.folder);
  await gateway.start();
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const serverPorts = { one: await findFreePort(), two: await findFreePort(), three: await findFreePort() };
  const balancer = await documentedBalancer({ folder, port, serverPorts });
  const env = {
    SAFELIGHT_TRUST_PROXY: "127.0.0.1",
    SAFELIGHT_DATABASE: postgres.url,
    SAFELIGHT_BLOBS: `s3://${bucket}/pictures?endpoint=${gateway.endpoint}`,
    SAFELIGHT_KEYS: join(folder, "keys"),
    AWS_ACCESS_KEY_ID: ceph.accessKey,
    AWS_SECRET_ACCESS_KEY: ceph.secretKey,
  };
  const running = new Map<ServerName, RunningServer>();
  const everyRun: RunningServer[] = [];

  async function startOne(name: ServerName): Promise<void> {
    const dataFolder = join(folder, name);
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const server = await startSafelight({ origin, port: serverPorts[name], dataFolder, env });
    running.set(name, server);
    everyRun.push(server);
  }
  async function start(...names: readonly ServerName[]): Promise<void> {
    // All are waited for, so that none is left behind when one fails.
    const outcomes = await Promise.allSettled(names.map(startOne));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }
  const at = (name: ServerName): string => `http://127.0.0.1:${serverPorts[name]}`;
  async function stop(): Promise<void> {
    await Promise.all([...running.values()].map((server) => server.kill9()));
    await balancer.kill9();
    await gateway.kill9();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
  async function isReady(name: ServerName): Promise<boolean> {
    const headers = { "x-forwarded-host": new URL(origin).host };
    return await fetch(`${at(name)}/readyz`, { headers }).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
  const isWhole = async (): Promise<boolean> => {
    // The balancer asks them anyway; they are asked once more when it is content.
    for (const name of SERVERS) if (!(await balancer.isUsed(name))) return false;
    return (await Promise.all(SERVERS.map(isReady))).every(Boolean);
  };
  try {
    await start(...SERVERS);
    await balancer.start();
    await until(isWhole);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    origin,
    balancer,
    postgres,
    gateway,
    store: ceph.store,
    at,
    node: (name) => running.get(name)!,
    start,
    isWhole,
    logged: () => everyRun.map((server) => server.stdout() + server.stderr()).join(""),
    stop,
  };
}
