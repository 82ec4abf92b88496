// WebKit as Debian has it: MiniBrowser on a screen of its own, spoken to by the WebDriver protocol.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../free-port.ts";

const START_MS = 180_000;
/** What has not answered by then is asked again, where that is safe. */
const SCRIPT_MS = 20_000;
/** The driver counts inside the page, and does not answer at all for one that went away meanwhile. */
const LOST_MS = 30_000;
const DEBIAN_FOLDERS: Readonly<Record<string, string>> = {
  x64: "x86_64-linux-gnu",
  arm64: "aarch64-linux-gnu",
};
const BROWSER = `/usr/lib/${DEBIAN_FOLDERS[arch()] ?? arch()}/webkit2gtk-4.1/MiniBrowser`;
/** What the window has besides the page: the bar with the address. */
const BAR_HEIGHT = 38;

/** A refusal in the protocol's own words, such as `stale element reference`. */
export class WebDriverError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export interface WebDriver {
  /** For files that the browser reads while it lives; removed at `close`. */
  readonly folder: string;
  /** One command of the session, such as `POST`, `url`. Throws WebDriverError. */
  command(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

interface Options {
  readonly viewport: { readonly width: number; readonly height: number };
  /** Where downloads go. */
  readonly downloads: string;
  readonly timezone: string;
}

/** Starts a screen, the driver and a browser that keeps nothing, and ends all of them at `close`. */
export async function startWebDriver({ viewport, downloads, timezone }: Options): Promise<WebDriver> {
  const home = await mkdtemp(join(tmpdir(), "safelight-webkit-"));
  await mkdir(join(home, ".config"));
  await writeFile(join(home, ".config", "user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const started: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    for (const child of started.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const size = `${viewport.width}x${viewport.height + BAR_HEIGHT}x24`;
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", size, "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    started.push(screen);
    // The screen picks a number that nobody has, and tells it: looking for a free one first would be a race.
    const [told] = (await once(screen.stdio[3] as Readable, "data")) as [Buffer];
    const port = await findFreePort();
    const driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
      stdio: "ignore",
      env: {
        PATH: process.env["PATH"],
        HOME: home,
        LANG: "C.UTF-8",
        TZ: timezone,
        DISPLAY: `:${String(told).trim()}`,
        NO_AT_BRIDGE: "1",
        LIBGL_ALWAYS_SOFTWARE: "1",
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      },
    });
    started.push(driver);
    const base = `http://127.0.0.1:${port}`;
    await untilReady(`${base}/status`, driver);
    const { sessionId } = (await send("POST", `${base}/session`, {
      capabilities: {
        alwaysMatch: {
          browserName: "MiniBrowser",
          pageLoadStrategy: "none",
          "webkitgtk:browserOptions": { binary: BROWSER, args: ["--automation"] },
        },
      },
    })) as { sessionId: string };
    const session = `${base}/session/${sessionId}`;
    await send("POST", `${session}/timeouts`, { script: SCRIPT_MS });
    await send("POST", `${session}/window/rect`, {
      width: viewport.width,
      height: viewport.height + BAR_HEIGHT,
    });
    return {
      folder: home,
      command: (method, path, body) => send(method, `${session}/${path}`, body),
      close: async () => {
        await send("DELETE", session).catch(() => undefined);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function untilReady(status: string, driver: ChildProcess): Promise<void> {
  const end = Date.now() + START_MS;
  for (;;) {
    const isReady = await fetch(status).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${driver.exitCode}`);
    if (Date.now() > end) throw new Error("WebKitWebDriver did not start");
    await pause(50);
  }
}

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const init = method === "POST" ? { method, body: JSON.stringify(body ?? {}) } : { method };
  const isScript = url.includes("/execute/");
  const response = await fetch(
    url,
    isScript ? { ...init, signal: AbortSignal.timeout(LOST_MS) } : init,
  ).catch((error: unknown) => {
    if ((error as Error).name !== "TimeoutError") throw error;
    throw new WebDriverError("script timeout", "the driver did not answer");
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new WebDriverError(error, message);
}
