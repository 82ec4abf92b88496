import type { Page } from "@playwright/test";
import { findViolations } from "../support/accessibility.ts";
import { addPictures, becomeFirst } from "../support/browser-account.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";

// For people whose system sets the colours, or who ask it for more contrast: what only a colour said is said otherwise.

/** Controls that nothing but their background marks off: colours that are forced make every background the same. */
async function findEdgeless(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const found = [];
    for (const element of document.querySelectorAll("button, a[href], input, select, textarea, [role=dialog]")) {
      const { width } = element.getBoundingClientRect();
      if (width <= 1 || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const { backgroundColor, borderTopWidth, outlineStyle } = getComputedStyle(element);
      const isFilled = !/^(transparent|rgba\\(.*, 0\\))$/.test(backgroundColor);
      // A field within a frame has that for its edge; of the links of a menu, findUnmarked judges.
      const isWithin = (element.matches("input") && element.closest("search") !== null) || element.closest("nav") !== null;
      if (isFilled && !isWithin && parseFloat(borderTopWidth) === 0 && outlineStyle === "none")
        found.push(element.tagName + " " + (element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 60));
    }
    return found;
  })()`);
}

/** Links to the page that is open which look like those beside them. */
async function findUnmarked(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const styles = (element) => [element, ...element.querySelectorAll("*")].map((each) => {
      const s = getComputedStyle(each);
      return [s.color, s.borderBottomWidth, s.borderBottomColor, s.borderBottomStyle, s.textDecorationLine, s.outlineStyle].join();
    }).join("|");
    const found = [];
    for (const here of document.querySelectorAll("nav [aria-current=page]")) {
      if (!here.checkVisibility()) continue;
      const other = [...here.closest("nav").querySelectorAll("a[href]:not([aria-current])")]
        .find((link) => link.checkVisibility() && link.childElementCount === here.childElementCount);
      if (other && styles(other) === styles(here)) found.push(here.textContent);
    }
    return found;
  })()`);
}

/** Goes on by Tab, and names where nothing is drawn around the focus; shadows are not drawn in forced colours. */
async function findUnseenFocus(page: Page, steps: number): Promise<string[]> {
  const found: string[] = [];
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate<string | null>(`(() => {
      const held = document.activeElement;
      if (held === document.body) return null;
      const after = getComputedStyle(held, "::after");
      if (after.content !== "none" && parseFloat(after.borderTopWidth) > 0) return null;
      for (let at = held, up = 0; at && up < 4; at = at.parentElement, up++) {
        const around = [at, ...(up === 1 ? at.children : [])];
        if (around.some((each) => getComputedStyle(each).outlineStyle !== "none" && parseFloat(getComputedStyle(each).outlineWidth) > 0)) return null;
      }
      return held.tagName + " " + (held.getAttribute("aria-label") ?? held.textContent).trim().slice(0, 60);
    })()`);
    if (unseen !== null) found.push(unseen);
  }
  return found;
}

test("what colours say is said otherwise where they are forced, and louder where contrast is asked for", async ({
  page,
  context,
  safelight,
}, info) => {
  const look = async (name: string, steps: number): Promise<void> => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({
        colorScheme,
        contrast: "more",
        forcedColors: "none",
        reducedMotion: "reduce",
      });
      expect.soft(await findViolations(page, "contrast"), `${name}, ${colorScheme}`).toEqual([]);
    }
    await page.emulateMedia({ contrast: "no-preference", forcedColors: "active", reducedMotion: "reduce" });
    await page.screenshot({ path: `screenshots/${info.project.name}/forced-colours-${name}.png` });
    expect.soft(await findEdgeless(page), name).toEqual([]);
    expect.soft(await findUnmarked(page), name).toEqual([]);
    expect.soft(await findUnseenFocus(page, steps), name).toEqual([]);
  };
  await becomeFirst(page, safelight);
  await addPictures(page, await photographs(2, { longSide: 400 }));
  await page.goto("/gallery");
  await expect(page.locator("main img").first()).toBeVisible();
  await page.keyboard.press("Control+a");
  await look("gallery", 14);
  await page.goto("/albums");
  await page.getByRole("button", { name: "New album" }).click();
  await look("new-album", 5);
  for (const part of ["profile", "vault"]) {
    await page.goto(`/settings/${part}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await look(`settings-${part}`, 14);
  }
  await context.clearCookies();
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await look("sign-in", 8);
});
