// P13: a vault of 100,000 pictures in Chromium, from sign-in to the last picture and back by the scrubber. Tells
// long tasks, growth of the heap after garbage collection, the most elements there were, how long the first thumbnails
// took, and how many requests were ended because what they were for had scrolled past.
//
//   node_modules/.bin/node bench/scroll.ts [FOLDER of seed-vault.ts] [COUNT]

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type CDPSession, chromium, type Page } from "@playwright/test";
import { PASSWORD } from "../tests/support/memory-app.ts";
import { startSafelight } from "../tests/support/running-server.ts";
import { seedVault } from "./seed-vault.ts";
import { taskTimesOf } from "./task-times.ts";

export interface ScrollFigures {
  readonly pictures: number;
  /** From the press of "Sign in" until twelve thumbnails are drawn; and from the answer to it. Milliseconds. */
  readonly firstThumbsMs: number;
  readonly afterSignInMs: number;
  /** Tasks over 50 ms while scrolling, and the longest of them in milliseconds. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
  /** The same by processor time, which tells nothing of other programs. */
  readonly busyTasks: number;
  readonly busiestTaskMs: number;
  /** Of the scrolling, by the browser's own count. */
  readonly frames: number;
  readonly seconds: number;
  readonly heapGrowthMb: number;
  readonly mostElements: number;
  readonly requests: number;
  readonly cancelled: number;
  readonly objectUrls: number;
}

/** Runs before any script of the page. */
const WATCH = `
  window.seen = { tasks: [], objectUrls: 0 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.tasks.push(entry.duration); })
    .observe({ type: "longtask", buffered: true });
  const make = URL.createObjectURL, drop = URL.revokeObjectURL;
  URL.createObjectURL = (of) => { seen.objectUrls += 1; return make.call(URL, of); };
  URL.revokeObjectURL = (url) => { seen.objectUrls -= 1; drop.call(URL, url); };`;

/** Scrolls by so many pixels a frame until the end, and tells how many frames and elements that took. */
const SCROLL = (pixels: number) => `new Promise((done) => {
  let frames = 0, most = 0, still = 0;
  const step = () => {
    const before = scrollY;
    scrollBy(0, ${pixels});
    frames += 1;
    if (frames % 20 === 0) most = Math.max(most, document.getElementsByTagName("*").length);
    still = scrollY === before ? still + 1 : 0;
    if (still > 60 || frames > 20000) done({ frames, most });
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

const PIXELS_PER_FRAME = 2500;
const SWEEPS = 4;
/** What browsers call a long task. */
const LONG_MS = 50;

/** Measures a seeded vault. */
export async function measureScrolling(dataFolder: string, pictures: number): Promise<ScrollFigures> {
  await using safelight = await startSafelight({ dataFolder });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
  });
  try {
    const page = await browser.newPage({
      baseURL: safelight.origin,
      locale: "en-US",
      viewport: { width: 1440, height: 900 },
    });
    await page.addInitScript({ content: WATCH });
    const requests = { all: 0, cancelled: 0 };
    page.on("request", () => (requests.all += 1));
    page.on("requestfailed", (request) => {
      if (request.failure()?.errorText === "net::ERR_ABORTED") requests.cancelled += 1;
    });
    const devtools = await page.context().newCDPSession(page);
    const first = await signIn(page);
    await page.waitForTimeout(2000);
    const heapBefore = await heapOf(devtools);
    await page.evaluate("seen.tasks.length = 0");
    const begun = performance.now();
    let down = { frames: 0, most: 0 };
    let seconds = 0;
    const busy = await taskTimesOf(browser, page, async () => {
      down = (await page.evaluate(SCROLL(PIXELS_PER_FRAME))) as typeof down;
      await sweep(page);
      seconds = (performance.now() - begun) / 1000;
      await page.waitForTimeout(3000);
    });
    const tasks = (await page.evaluate("seen.tasks")) as number[];
    const objectUrls = (await page.evaluate("seen.objectUrls")) as number;
    const heapAfter = await heapOf(devtools);
    return {
      pictures,
      ...first,
      longTasks: tasks.length,
      longestTaskMs: Math.round(Math.max(0, ...tasks)),
      busyTasks: busy.filter((milliseconds) => milliseconds > LONG_MS).length,
      busiestTaskMs: Math.round((busy[0] ?? 0) * 10) / 10,
      frames: down.frames,
      seconds: Math.round(seconds),
      heapGrowthMb: Math.round((heapAfter - heapBefore) / 1e5) / 10,
      mostElements: down.most,
      requests: requests.all,
      cancelled: requests.cancelled,
      objectUrls,
    };
  } finally {
    await browser.close();
  }
}

/** How many thumbnails are the first ones: three rows of a desktop. */
const FIRST_THUMBS = 12;

/** Runs in the page. A function and no text: the page's policy forbids eval. */
function areDrawn(count: number): boolean {
  const page = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<{ naturalWidth: number }> };
  };
  return (
    [...page.document.querySelectorAll("main img")].filter((img) => img.naturalWidth > 0).length >= count
  );
}

async function signIn(page: Page): Promise<{ firstThumbsMs: number; afterSignInMs: number }> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/sessions"));
  const pressed = performance.now();
  const drawn = page.waitForFunction(areDrawn, FIRST_THUMBS, { polling: 20, timeout: 120_000 });
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await answered;
  const inside = performance.now();
  await drawn;
  const now = performance.now();
  return { firstThumbsMs: Math.round(now - pressed), afterSignInMs: Math.round(now - inside) };
}

/** Drags along the scrubber, up and down. */
async function sweep(page: Page): Promise<void> {
  const box = await page.locator("[data-scrubber]").boundingBox();
  if (box === null) throw new Error("there is no scrubber");
  const x = box.x + box.width - 8;
  for (let n = 0; n < SWEEPS; n += 1) {
    const [from, to] = n % 2 === 0 ? [box.y + box.height, box.y] : [box.y, box.y + box.height];
    await page.mouse.move(x, from);
    await page.mouse.down();
    await page.mouse.move(x, to, { steps: 120 });
    await page.mouse.up();
  }
}

async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("Performance.enable");
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
}

if (import.meta.main) {
  const [given, count = "100000"] = process.argv.slice(2);
  const folder = given === undefined ? await mkdtemp(join(tmpdir(), "safelight-scroll-")) : resolve(given);
  try {
    if (!existsSync(join(folder, "safelight.db")))
      await seedVault({ dataFolder: folder, count: Number(count) });
    const figures = await measureScrolling(folder, Number(count));
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    if (given === undefined) await rm(folder, { recursive: true, force: true });
  }
}
