// What axe finds on a page. Run in the page by one call, without the page that Playwright's builder opens for each.

import type { Page } from "@playwright/test";
import axe from "axe-core";

/** What depends on the theme; all other rules find the same in each. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

export interface Violation {
  readonly id: string;
  readonly where: readonly string[];
}

/** What axe calls serious or critical: by every rule, or by those that a second theme can change. */
export async function findViolations(page: Page, rules: "all" | "colour"): Promise<readonly Violation[]> {
  const isThere = await page.evaluate(() => "axe" in globalThis);
  if (!isThere) await page.evaluate(axe.source);
  return await page.evaluate(
    async (only) => {
      const { run } = (globalThis as unknown as { axe: typeof axe }).axe;
      // Preloading is for sound and for orientation, which no page here has; it fetches every style sheet again.
      const { violations } = await run(
        // What has just been announced names buttons that may be gone by now; it is taken away by itself.
        { exclude: ["[data-live-announcer]"] },
        {
          resultTypes: ["violations"],
          preload: false,
          ...(only && { runOnly: { type: "rule", values: [...only] } }),
        },
      );
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(" ")) }));
    },
    rules === "all" ? null : COLOUR_RULES,
  );
}
