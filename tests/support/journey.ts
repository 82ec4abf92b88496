// What every journey starts from: a Safelight of its own or a shared one, a page that must stay free of errors and policy
// violations, screenshots that are kept, and the accessibility engine.

import { readFile } from "node:fs/promises";
import { test as base, type ConsoleMessage, expect, type Page } from "@playwright/test";
import { findViolations } from "./accessibility.ts";
import { DOWNLOADS, type Downloaded, downloadInto } from "./downloads.ts";
import { type RunningServer, startSafelight } from "./running-server.ts";
import { type SharedServer, sharedServer } from "./shared-server.ts";
import { startWebDriver } from "./webkit/web-driver.ts";
import { webkitPage } from "./webkit/webkit-page.ts";

interface Journey {
  /** Which browser this is. Set by the project. */
  readonly engine: "chromium" | "firefox" | "webkit";
  /** Settings of the server, besides the ones that every test server has. Given with `test.use`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the journey has a server to itself. Where it is shared, others were there before, as other people. */
  readonly server: "own" | "shared";
  /** A server with an empty data folder, or the shared one. */
  readonly safelight: RunningServer;
  /** Adds a fault that this journey provokes on purpose, such as a refusal that the browser logs as an error. */
  readonly expectFault: (words: RegExp) => void;
  /** Does `press`, which must start a download, and gives the file. */
  readonly download: (press: () => Promise<void>) => Promise<Downloaded>;
  /** Keeps what is on the screen in screenshots/<project>, under that name, once nothing moves any more. */
  readonly keepScreenshot: (name: string) => Promise<void>;
  /** Fails on anything that axe finds on the page as it is now: WCAG 2.2 AA and its good practice. */
  readonly expectAccessible: () => Promise<void>;
  /** Keeps the page and proves it accessible in the dark and in the light theme, as <name>-<theme>; where the
   * theme cannot be chosen from outside, in the one that the browser has, as <name>. */
  readonly keepStates: (name: string) => Promise<void>;
}

/** Firefox says each violation on the console by itself, with the hash of what it refused. */
const REPORT_VIOLATIONS = `addEventListener("securitypolicyviolation", (event) =>
  console.error("policy violation:", event.violatedDirective, event.blockedURI, event.sourceFile));`;

/**
 * Playwright enters text into Firefox by assigning it, and React, which watches assignments, takes it for its own.
 * This enters it as a keyboard would.
 */
const ENTER_TEXT = `Object.defineProperty(globalThis, "__pw_bidiInsertText", {
  get: () => (text) => void document.execCommand("insertText", false, text),
  set: () => undefined,
});`;

/** The hash of `body {}`, a style that Playwright puts into Firefox' page for each screenshot; it is refused. */
const SCREENSHOT_STYLE = /sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT\+SmwNZWA=/;

export { expect };
export type JourneyOptions = Pick<Journey, "engine" | "environment" | "server">;

interface OfTheWorker {
  readonly shared: SharedServer;
}

export const test = base.extend<Journey & { readonly faults: RegExp[] }, OfTheWorker>({
  engine: ["chromium", { option: true }],
  environment: [{}, { option: true }],
  server: ["own", { option: true }],
  shared: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads off it what a fixture needs: nothing.
    async ({}, provide) => {
      await using shared = sharedServer();
      await provide(shared);
    },
    { scope: "worker" },
  ],
  safelight: async ({ environment, server, shared }, provide) => {
    if (server === "shared") {
      if (Object.keys(environment).length > 0) throw new Error("a shared server takes no settings");
      return await provide(await shared.lend());
    }
    await using safelight = await startSafelight({ env: environment });
    await provide(safelight);
  },
  baseURL: async ({ safelight }, provide) => provide(safelight.origin),
  page: async ({ page: model, engine, safelight, viewport, timezoneId }, provide, info) => {
    if (engine !== "webkit") return await provide(model);
    const size = viewport ?? { width: 1440, height: 900 };
    const driver = await startWebDriver({
      viewport: size,
      downloads: DOWNLOADS,
      timezone: timezoneId ?? "UTC",
    });
    const page = webkitPage(driver, { origin: safelight.origin, model });
    await provide(page);
    if (info.status !== info.expectedStatus) await page.screenshot({ path: info.outputPath("failed.png") });
    await driver.close();
  },
  faults: [
    async ({ page, engine }, provide) => {
      const expected: RegExp[] = [];
      const seen: string[] = [];
      if (engine === "chromium") await page.addInitScript({ content: REPORT_VIOLATIONS });
      if (engine === "firefox") await page.addInitScript({ content: ENTER_TEXT });
      if (engine === "firefox") expected.push(SCREENSHOT_STYLE);
      if (engine !== "webkit") listen(page, seen);
      await provide(expected);
      // WebKit tells of faults only when it is asked.
      if (engine === "webkit") for (const message of await page.consoleMessages()) seen.push(message.text());
      expect(seen.filter((words) => !expected.some((fault) => fault.test(words)))).toEqual([]);
    },
    { auto: true },
  ],
  expectFault: async ({ faults }, provide) => provide((words) => void faults.push(words)),
  download: async ({ page, engine }, provide) =>
    provide(async (press) => {
      if (engine !== "chromium") return await downloadInto(DOWNLOADS, press);
      const [download] = await Promise.all([page.waitForEvent("download"), press()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    }),
  keepScreenshot: async ({ page, engine }, provide, info) =>
    provide(async (name) => {
      await comeToRest(page);
      const path = `screenshots/${info.project.name}/${name}`;
      await page.screenshot(
        engine === "webkit" ? { path: `${path}.png` } : { path: `${path}.jpg`, quality: 80 },
      );
    }),
  expectAccessible: async ({ page }, provide) =>
    provide(async () => expect(await findViolations(page, "all")).toEqual([])),
  keepStates: async ({ page, engine, keepScreenshot, expectAccessible }, provide) =>
    provide(async (name) => {
      // Every page has one, in each of its states: without it the page is still on its way.
      await expect(page.locator("h1").first()).toBeAttached();
      if (engine !== "chromium") {
        await keepScreenshot(name);
        return await expectAccessible();
      }
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await keepScreenshot(`${name}-${colorScheme}`);
        expect(await findViolations(page, colorScheme === "dark" ? "all" : "colour")).toEqual([]);
      }
    }),
});

interface Moving {
  readonly playState: string;
  readonly effect: { getComputedTiming(): { readonly endTime: number } } | null;
  readonly finished: Promise<unknown>;
}

/** Waits until what moves to an end has come to it: half-way between two themes no colour is the one that was meant. */
async function comeToRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { document, requestAnimationFrame: atNextFrame } = globalThis as unknown as {
      document: { getAnimations(): Moving[] };
      requestAnimationFrame: (then: (time: number) => void) => void;
    };
    const frame = (): Promise<unknown> => new Promise((go) => atNextFrame(go));
    const moving = (): Moving[] =>
      document
        .getAnimations()
        .filter(
          ({ playState, effect }) =>
            playState === "running" && Number.isFinite(effect?.getComputedTiming().endTime),
        );
    do {
      // What changes by the page's own hand does so in the next frame.
      await frame();
      await frame();
      await Promise.allSettled(moving().map(({ finished }) => finished));
    } while (moving().length > 0);
  });
}

function listen(page: Page, seen: string[]): void {
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error" || message.type() === "warning") {
      seen.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => seen.push(String(error)));
}
