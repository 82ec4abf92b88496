// The load balancer of docs/operations.md, with its configuration as it stands there, but for addresses and ports.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { until } from "../support/until.ts";

const root = join(import.meta.dirname, "..", "..");
export const SERVERS = ["one", "two", "three"] as const;
export type ServerName = (typeof SERVERS)[number];

export interface Balancer {
  start(): Promise<void>;
  kill9(): Promise<void>;
  /** Takes a server out, or lets it in again. */
  set(server: ServerName, state: "maint" | "ready"): Promise<void>;
  /** Whether it gives requests to that server. */
  isUsed(server: ServerName): Promise<boolean>;
}

export interface BalancerPlaces {
  readonly folder: string;
  readonly port: number;
  readonly serverPorts: Readonly<Record<ServerName, number>>;
}

async function documentedConfiguration(): Promise<string> {
  const page = await readFile(join(root, "docs", "operations.md"), "utf8");
  const section = page.split("## Several servers")[1] ?? assert.fail("several servers are not documented");
  return /^```haproxy\n(.*?)^```$/ms.exec(section)?.[1] ?? assert.fail("no configuration is documented");
}

async function configurationFor({ folder, port, serverPorts }: BalancerPlaces): Promise<string> {
  let configuration = await documentedConfiguration();
  const put = (documented: string, here: string): void => {
    assert.ok(configuration.includes(documented), `${documented} is not documented`);
    configuration = configuration.replaceAll(documented, here);
  };
  put("/run/haproxy/admin.sock", join(folder, "haproxy.sock"));
  put("bind :443 ssl crt /etc/haproxy/photos.example.org.pem alpn h2,http/1.1", `bind 127.0.0.1:${port}`);
  put("X-Forwarded-Proto https", "X-Forwarded-Proto http");
  put("hdr Host photos.example.org", `hdr Host localhost:${port}`);
  for (const [n, name] of SERVERS.entries()) put(`10.0.0.1${n + 1}:8080`, `127.0.0.1:${serverPorts[name]}`);
  assert.doesNotMatch(configuration, /10\.0\.0\.|example\.org/);
  return configuration;
}

/** Not started yet. */
export async function documentedBalancer(places: BalancerPlaces): Promise<Balancer> {
  const file = join(places.folder, "haproxy.cfg");
  await writeFile(file, await configurationFor(places));
  let child: ChildProcess | null = null;

  async function ask(command: string): Promise<string> {
    const socket = createConnection(join(places.folder, "haproxy.sock"));
    socket.end(`${command}\n`);
    return await text(socket);
  }

  return {
    async start() {
      const started = spawn("/usr/sbin/haproxy", ["-db", "-f", file], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      child = started;
      let said = "";
      started.stderr.setEncoding("utf8").on("data", (words: string) => (said += words));
      await until(async () => {
        if (started.exitCode !== null) throw new Error(`haproxy ended: ${said}`);
        return await fetch(`http://localhost:${places.port}/healthz`).then(
          ({ status }) => status === 200,
          () => false,
        );
      });
    },
    async kill9() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
    async set(server, state) {
      assert.equal((await ask(`set server ready/${server} state ${state}`)).trim(), "");
    },
    async isUsed(server) {
      const rows = (await ask("show stat")).split("\n").map((line) => line.split(","));
      // https://docs.haproxy.org/2.6/management.html#9.1: pxname, svname, …, status is the eighteenth.
      const row = rows.find(([backend, name]) => backend === "ready" && name === server);
      return row?.[17]?.startsWith("UP") === true;
    },
  };
}
