// Whether a page fits: nothing to the side of the window, every target large enough, and not all of it bars.

import type { Page } from "@playwright/test";

/** WCAG 2.2, 2.5.8: what a pointer must hit. */
const SMALLEST_TARGET = 24;
/** What a thumb hits: every button and field, and the links of the bars. */
const THUMB = 44;
/** Of the height of the window; messages go by themselves and do not count. */
const MOST_FOR_BARS = 0.5;

/**
 * What does not fit, in words; empty when all does. Links within a sentence may be as small as its letters.
 *
 * @param forThumbs whether buttons and fields must be as large as a thumb wants them
 */
export async function findMisfits(page: Page, { forThumbs }: { forThumbs: boolean }): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const misfits = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) {
      misfits.push("it scrolls sideways, to " + wide + " of " + innerWidth);
      for (const element of document.body.querySelectorAll("*"))
        if (element.getBoundingClientRect().right > innerWidth + 1 && element.childElementCount === 0)
          misfits.push("beyond the edge: " + nameOf(element));
    }
    const area = (element) => (element.matches("input[type=checkbox], input[type=radio]") && element.closest("label")) || element;
    for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=menuitem], [role=switch], [role=slider]")) {
      const target = area(element);
      const { width, height } = target.getBoundingClientRect();
      if (!target.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || width <= 1 || height <= 1) continue;
      if (element.closest("[inert], [aria-hidden=true]") || element.type === "file") continue;
      const isInText = element.matches("a, button") && getComputedStyle(element).display === "inline";
      if (isInText) continue;
      const isForThumbs = ${forThumbs} && !element.matches("a") || (${forThumbs} && element.closest("nav, header") !== null);
      const least = isForThumbs ? ${THUMB} : ${SMALLEST_TARGET};
      if (Math.min(width, height) < least - 0.5)
        misfits.push("less than " + least + " px: " + nameOf(element) + ", " + Math.round(width) + " by " + Math.round(height));
    }
    let bars = 0;
    for (const element of document.querySelectorAll("body *")) {
      if (!/^(fixed|sticky)$/.test(getComputedStyle(element).position) || element.closest("[role=dialog], [role=region]")) continue;
      const { top, bottom, width, height } = element.getBoundingClientRect();
      const isWhole = height > innerHeight * 0.9;
      if (isWhole || width < innerWidth * 0.9 || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      bars += Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
    }
    if (bars > innerHeight * ${MOST_FOR_BARS}) misfits.push("bars cover " + Math.round(bars) + " of " + innerHeight);
    return misfits;
    function nameOf(element) {
      const words = element.getAttribute("aria-label") ?? element.textContent ?? "";
      return element.tagName.toLowerCase() + " “" + words.trim().slice(0, 60) + "”";
    }
  })()`);
}
