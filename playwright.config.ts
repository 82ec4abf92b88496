import { availableParallelism } from "node:os";
import { defineConfig, type Project } from "@playwright/test";

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

function chromium(name: string, viewport: { width: number; height: number }): Project {
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

export default defineConfig({
  testDir: "tests/journeys",
  testMatch: "*.pw.ts",
  outputDir: "test-results",
  forbidOnly: process.env["CI"] !== undefined,
  // Each journey brings a server, its decoders and a browser: one for every two cores.
  workers: Math.max(1, Math.floor(availableParallelism() / 2)),
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: { locale: "en-US", timezoneId: "Europe/Vienna", trace: "retain-on-failure" },
  projects: [
    chromium("desktop", { width: 1440, height: 900 }),
    chromium("phone", { width: 390, height: 844 }),
  ],
});
