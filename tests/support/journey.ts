// What every journey starts from: a Safelight of its own, a page that must stay free of errors and policy
// violations, screenshots that are kept, and the accessibility engine.

import { AxeBuilder } from "@axe-core/playwright";
import { test as base, type ConsoleMessage, expect } from "@playwright/test";
import { type RunningServer, startSafelight } from "./running-server.ts";

interface Journey {
  /** Settings of the server, besides the ones that every test server has. Given with `test.use`. */
  readonly environment: Readonly<Record<string, string>>;
  /** A server with an empty data folder. */
  readonly safelight: RunningServer;
  /** Adds a fault that this journey provokes on purpose, such as a refusal that the browser logs as an error. */
  readonly expectFault: (words: RegExp) => void;
  /** Keeps the whole page as screenshots/<project>/<name>.png. */
  readonly keepScreenshot: (name: string) => Promise<void>;
  /** Fails on anything that axe calls serious or critical on the page as it is now. */
  readonly expectAccessible: () => Promise<void>;
  /** Keeps the page and proves it accessible in the dark and in the light theme, as <name>-<theme>.png. */
  readonly keepStates: (name: string) => Promise<void>;
}

const REPORT_VIOLATIONS = `addEventListener("securitypolicyviolation", (event) =>
  console.error("policy violation:", event.violatedDirective, event.blockedURI, event.sourceFile));`;

export { expect };

export const test = base.extend<Journey & { readonly faults: RegExp[] }>({
  environment: [{}, { option: true }],
  safelight: async ({ environment }, provide) => {
    await using safelight = await startSafelight({ env: environment });
    await provide(safelight);
  },
  baseURL: async ({ safelight }, provide) => provide(safelight.origin),
  faults: [
    async ({ page }, provide) => {
      const expected: RegExp[] = [];
      const seen: string[] = [];
      page.on("console", (message: ConsoleMessage) => {
        if (message.type() === "error" || message.type() === "warning") {
          seen.push(`${message.text()} (${message.location().url})`);
        }
      });
      page.on("pageerror", (error) => seen.push(String(error)));
      await page.addInitScript({ content: REPORT_VIOLATIONS });
      await provide(expected);
      expect(seen.filter((words) => !expected.some((fault) => fault.test(words)))).toEqual([]);
    },
    { auto: true },
  ],
  expectFault: async ({ faults }, provide) => provide((words) => void faults.push(words)),
  keepScreenshot: async ({ page }, provide, info) =>
    provide(async (name) => {
      await page.screenshot({ path: `screenshots/${info.project.name}/${name}.png`, fullPage: true });
    }),
  expectAccessible: async ({ page }, provide) =>
    provide(async () => {
      // What has just been announced names buttons that may be gone by now; it is taken away by itself.
      const { violations } = await new AxeBuilder({ page }).exclude("[data-live-announcer]").analyze();
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(
        grave.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(" ")) })),
      ).toEqual([]);
    }),
  keepStates: async ({ page, keepScreenshot, expectAccessible }, provide) =>
    provide(async (name) => {
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await keepScreenshot(`${name}-${colorScheme}`);
        await expectAccessible();
      }
    }),
});
