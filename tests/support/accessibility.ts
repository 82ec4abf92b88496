// What axe finds on a page. Run in the page by one call, without the page that Playwright's builder opens for each.

import type { Page } from "@playwright/test";
import axe from "axe-core";

/** WCAG 2.2 at level AA, with what it took over from its older versions, and what axe holds good besides. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What depends on the theme; all other rules find the same in each. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

export interface Violation {
  readonly id: string;
  readonly where: readonly string[];
}

/** Seven to one between letters and what they stand on: level AAA, for who asks for more contrast. */
const CONTRAST_RULES = ["color-contrast-enhanced"];

/**
 * Whatever axe finds, however small: by every rule of those tags, by those that a second theme can change, or by
 * the one about strong contrast.
 */
export async function findViolations(
  page: Page,
  rules: "all" | "colour" | "contrast",
): Promise<readonly Violation[]> {
  const isThere = await page.evaluate(() => "axe" in globalThis);
  if (!isThere) await page.evaluate(axe.source);
  return await page.evaluate(
    async (runOnly) => {
      const { axe: engine, document } = globalThis as unknown as {
        axe: typeof axe;
        document: { querySelector(selector: string): object | null };
      };
      // Behind a dialog the page is out of reach, with its heading and its landmarks. axe excuses that where it holds
      // the dialog to be on the screen, and does not always.
      const isWholePage = document.querySelector("[role=dialog]") === null;
      // Preloading is for sound and for orientation, which no page here has; it fetches every style sheet again.
      const { violations } = await engine.run(
        // What has just been announced names buttons that may be gone by now; it is taken away by itself.
        { exclude: ["[data-live-announcer]"] },
        {
          resultTypes: ["violations"],
          preload: false,
          runOnly,
          // It takes a link that has scrolled halfway under the bar for a small one. fits.ts measures targets itself.
          rules: {
            "target-size": { enabled: false },
            ...(!isWholePage &&
              runOnly.type === "tag" && {
                "landmark-one-main": { enabled: false },
                "page-has-heading-one": { enabled: false },
              }),
          },
        },
      );
      return violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(" ")) }));
    },
    rules === "all"
      ? { type: "tag" as const, values: TAGS }
      : { type: "rule" as const, values: rules === "colour" ? COLOUR_RULES : CONTRAST_RULES },
  );
}
