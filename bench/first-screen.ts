// Would one answer with all thumbnails of a first screen be quicker than an answer for each? In Chromium, over HTTP/1.1
// and over HTTP/2, beside one file of as many bytes: no batch could be had for less. Run it:
//
//   node_modules/.bin/node bench/first-screen.ts [rounds]

import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { certificateAuthority, trust } from "../tests/support/certificates.ts";
import { findFreePort } from "../tests/support/free-port.ts";
import { photograph } from "../tests/support/photographs.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { until } from "../tests/support/until.ts";
import { signUp, uploaded } from "./member.ts";
import { spreadOf } from "./rounds.ts";
import { texturedPhotographs } from "./textured-photographs.ts";

/** What a window of 1440 by 900 shows of a timeline at once. */
const THUMBS = 30;

interface Asked {
  readonly thumbs: readonly string[];
  readonly file: string;
}

interface Times {
  readonly each: number;
  readonly one: number;
  readonly bytes: number;
  /** The protocol of the last answer. */
  readonly spoken: string;
}

/** Runs in the page. Milliseconds until all has come, from a server that has it in memory, past the browser's cache. */
async function ask({ thumbs, file }: Asked): Promise<Times> {
  const get = async (path: string, headers: Record<string, string> = {}): Promise<number> => {
    const reply = await fetch(path, { cache: "no-store", headers });
    return (await reply.arrayBuffer()).byteLength;
  };
  const began = performance.now();
  const sizes = await Promise.all(thumbs.map((path) => get(path)));
  const each = performance.now() - began;
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const begun = performance.now();
  const got = await get(file, { range: `bytes=0-${bytes - 1}` });
  if (got !== bytes) throw new Error(`${got} of ${bytes} bytes came`);
  const one = performance.now() - begun;
  const last = performance.getEntriesByType("resource").at(-1) as { nextHopProtocol?: string } | undefined;
  performance.clearResourceTimings();
  return { each, one, bytes, spoken: last?.nextHopProtocol ?? "" };
}

/** A Chromium of which nobody watches the requests: watching costs each of them more than the server does. */
async function unwatchedPage(): Promise<{
  send: (method: string, parameters?: object) => Promise<{ readonly result?: { readonly value?: unknown } }>;
  [Symbol.dispose]: () => void;
}> {
  const profile = await mkdtemp(join(tmpdir(), "safelight-chromium-"));
  const port = await findFreePort();
  const child = spawn(
    "/usr/bin/chromium",
    [
      "--headless=new",
      "--no-sandbox",
      "--ignore-certificate-errors",
      "--remote-allow-origins=*",
      `--remote-debugging-port=${port}`,
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    { stdio: "ignore" },
  );
  let address: string | undefined;
  await until(async () => {
    const reply = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    const list =
      reply === null ? [] : ((await reply.json()) as { type: string; webSocketDebuggerUrl: string }[]);
    address = list.find(({ type }) => type === "page")?.webSocketDebuggerUrl;
    return address !== undefined;
  });
  const socket = new WebSocket(address!);
  await new Promise((opened, failed) => {
    socket.addEventListener("open", opened, { once: true });
    socket.addEventListener("error", () => failed(new Error("Chromium does not let itself be driven")), {
      once: true,
    });
  });
  let number = 0;
  return {
    send: (method, params = {}) =>
      new Promise((done, failed) => {
        const id = (number += 1);
        const hear = ({ data }: MessageEvent): void => {
          const heard = JSON.parse(String(data)) as { id?: number; result?: object; error?: object };
          if (heard.id !== id) return;
          socket.removeEventListener("message", hear);
          const fault =
            heard.error ?? (heard.result as { exceptionDetails?: object } | undefined)?.exceptionDetails;
          if (fault) failed(new Error(JSON.stringify(fault)));
          else done(heard.result as { result?: { value?: unknown } });
        };
        socket.addEventListener("message", hear);
        socket.send(JSON.stringify({ id, method, params }));
      }),
    [Symbol.dispose]: () => {
      socket.close();
      child.kill("SIGKILL");
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

const rounds = Number(process.argv[2] ?? 40);
const authority = certificateAuthority();
trust(authority);
const { certFile, keyFile } = authority.issue("served");
const files = [...(await texturedPhotographs(THUMBS)), await photograph(0, { longSide: 4032 })];
for (const protocol of ["http/1.1", "h2"]) {
  const port = await findFreePort();
  using page = await unwatchedPage();
  await using server = await startSafelight(
    protocol === "h2"
      ? {
          port,
          origin: `https://localhost:${port}`,
          env: { SAFELIGHT_TLS_CERT: certFile, SAFELIGHT_TLS_KEY: keyFile },
        }
      : { port },
  );
  const client = await signUp(server);
  const ids: string[] = [];
  for (const { name, bytes } of files) ids.push(await uploaded(client, bytes, name));
  for (const [name, value] of client.cookies) {
    await page.send("Network.setCookie", {
      name,
      value,
      url: server.origin,
      path: "/",
      secure: protocol === "h2",
    });
  }
  await page.send("Page.navigate", { url: `${server.origin}/settings` });
  await pause(3000);
  const asked: Asked = {
    thumbs: ids.slice(0, THUMBS).map((id) => `/api/images/${id}/renditions/thumb`),
    file: `/api/images/${ids[THUMBS]}/renditions/original`,
  };
  const times: Times[] = [];
  const expression = `(${ask.toString()})(${JSON.stringify(asked)})`;
  for (let round = 0; round < rounds + 5; round += 1) {
    const { result } = await page.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    times.push(result?.value as Times);
  }
  const kept = times.slice(5);
  const spoken = [...new Set(kept.map((time) => time.spoken))].join();
  if (spoken !== protocol) throw new Error(`${spoken} was spoken instead of ${protocol}`);
  const each = spreadOf(kept.map((time) => time.each)).median;
  const one = spreadOf(kept.map((time) => time.one)).median;
  process.stdout.write(
    `${protocol}: ${THUMBS} thumbnails of ${Math.round((kept[0]?.bytes ?? 0) / THUMBS / 1000)} kB, one by one ${each.toFixed(1)} ms; one answer of as many bytes ${one.toFixed(1)} ms\n`,
  );
}
authority.remove();
