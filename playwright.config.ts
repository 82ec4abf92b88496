import { availableParallelism } from "node:os";
import { defineConfig, type PlaywrightTestProject } from "@playwright/test";
import { AT_ANY_WIDTH, IN_EVERY_ENGINE } from "./tests/journeys/engines.ts";
import { DOWNLOADS } from "./tests/support/downloads.ts";
import type { JourneyOptions } from "./tests/support/journey.ts";

// Journeys through the product in Debian's own browsers: Playwright's downloads are never used.

const isRoot = process.getuid?.() === 0;

/** Chromium refuses its own sandbox to root, and QUIC and the background traffic would only add noise. */
const chromiumFlags = [
  ...(isRoot ? ["--no-sandbox"] : []),
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function chromium(
  name: string,
  viewport: { width: number; height: number },
): PlaywrightTestProject<JourneyOptions> {
  return {
    name: `chromium-${name}`,
    use: {
      browserName: "chromium",
      viewport,
      hasTouch: name === "phone",
      launchOptions: { executablePath: "/usr/bin/chromium", args: chromiumFlags },
    },
  };
}

/** Driven by WebDriver BiDi, which Debian's own Firefox speaks. */
const firefox: PlaywrightTestProject<JourneyOptions> = {
  name: "firefox",
  testMatch: [...IN_EVERY_ENGINE],
  use: {
    engine: "firefox",
    browserName: "firefox",
    channel: "moz-firefox",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: "/usr/bin/firefox-esr",
      downloadsPath: DOWNLOADS,
    },
  },
};

/** Driven by WebDriver through `tests/support/webkit`; the Chromium of this project lends its locators and stays idle. */
const webkit: PlaywrightTestProject<JourneyOptions> = {
  name: "webkit",
  testMatch: [...IN_EVERY_ENGINE],
  use: { ...chromium("idle", { width: 1440, height: 900 }).use, engine: "webkit", screenshot: "off" },
};

export default defineConfig<JourneyOptions>({
  testDir: "tests/journeys",
  testMatch: "*.pw.ts",
  outputDir: "test-results",
  forbidOnly: process.env["CI"] !== undefined,
  // No two depend on one another, not even in one file. More at a time would be quicker, and let a browser wait so long
  // for a processor that what a mouse and a key do at once no longer happens at once.
  workers: availableParallelism(),
  fullyParallel: true,
  retries: 0,
  // Nothing measures time: these end what hangs, on a machine that is busy with other things as well.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  // A trace costs every journey what only a failed one needs: `--trace on` writes one when somebody looks for a fault.
  use: { actionTimeout: 30_000, locale: "en-US", timezoneId: "Europe/Vienna", screenshot: "only-on-failure" },
  projects: [
    chromium("desktop", { width: 1440, height: 900 }),
    { ...chromium("phone", { width: 390, height: 844 }), testIgnore: Object.keys(AT_ANY_WIDTH) },
    firefox,
    webkit,
  ],
});
