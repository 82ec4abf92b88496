// The yardsticks of serving: nginx (Debian) and a bare @fastify/static, both giving the files of one folder as they
// lie there, to anybody; and a bare server that opens them.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../tests/support/free-port.ts";

export interface PlainServer {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const ANSWER_TRIES = 600;

const configOf = (port: number, folder: string, scratch: string): string => `
worker_processes 1; master_process off; daemon off; pid ${scratch}/nginx.pid; error_log ${scratch}/nginx.log;
worker_rlimit_nofile 4096;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=4000;
  types { image/webp webp; image/jpeg jpg; }
  client_body_temp_path ${scratch}; proxy_temp_path ${scratch}; fastcgi_temp_path ${scratch};
  uwsgi_temp_path ${scratch}; scgi_temp_path ${scratch};
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`;

/** @param scratch a folder for its settings, besides the one it serves */
export async function startNginx(folder: string, scratch: string, probe: string): Promise<PlainServer> {
  const port = await findFreePort();
  const config = join(scratch, "nginx.conf");
  await writeFile(config, configOf(port, folder, scratch));
  const child = spawn("nginx", ["-c", config, "-p", scratch], { stdio: "ignore" });
  return await served(child, port, probe);
}

export const startFastifyStatic = (folder: string, probe: string): Promise<PlainServer> =>
  startScript("serve-plain-files.ts", folder, probe);

/** The same files from its memory, in one of the ways of serve-opened-files.ts: the least that Node can do. */
export const startBareServer = (
  folder: string,
  probe: string,
  way: "opened" | "as-it-is" | "by-socket",
): Promise<PlainServer> => startScript("serve-opened-files.ts", folder, probe, way);

/** The same files, sealed in a folder of their own, read and opened piece by piece for each request. */
export const startBareOriginals = (folder: string, scratch: string, probe: string): Promise<PlainServer> =>
  startScript("serve-opened-originals.ts", folder, probe, scratch);

async function startScript(
  file: string,
  folder: string,
  probe: string,
  ...words: readonly string[]
): Promise<PlainServer> {
  const port = await findFreePort();
  const script = join(import.meta.dirname, file);
  const child = spawn(process.execPath, [script, folder, String(port), ...words], { stdio: "ignore" });
  return await served(child, port, probe);
}

async function served(child: ChildProcess, port: number, probe: string): Promise<PlainServer> {
  const origin = `http://127.0.0.1:${port}`;
  let failure: Error | null = null;
  child.on("error", (error) => (failure = error));
  const isServing = () =>
    fetch(`${origin}${probe}`).then(
      ({ status }) => status === 200,
      () => false,
    );
  for (let tries = 0; !(await isServing()); tries += 1) {
    if (failure !== null || child.exitCode !== null || tries > ANSWER_TRIES)
      throw new Error(`${child.spawnfile} does not serve`, { cause: failure });
    await pause(50);
  }
  return {
    origin,
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}
