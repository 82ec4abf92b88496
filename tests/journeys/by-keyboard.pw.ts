import type { Page } from "@playwright/test";
import { addPictures, becomeFirst, PASSWORD } from "../support/browser-account.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";

// A day without a mouse: from the door to a picture, through its caption, into the trash and back, and out.

/** What has the focus: its role, name and kind. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    const held = document.activeElement;
    const labels = held?.labels ? [...held.labels].map((label) => label.textContent) : [];
    return [held?.getAttribute("aria-label") ?? "", ...labels, held?.matches("button, a, [role=menuitem]") ? held.textContent : ""].join(" ").trim();
  })()`);
}

/** Presses Tab until what has the focus is called so, as a person does; fails where the keyboard does not get there. */
async function tabTo(page: Page, name: RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    const here = await focused(page);
    if (name.test(here)) {
      expect(await isFocusVisible(page), `the focus on "${here}" cannot be seen`).toBe(true);
      return;
    }
    passed.push(here.slice(0, 40));
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not get to ${name}; it came by: ${passed.join(" | ")}`);
}

/** Whether something is drawn around the focus, on the element or on what stands for it. */
async function isFocusVisible(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>(`(() => {
    const drawn = (element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    const after = getComputedStyle(document.activeElement, "::after");
    if (after.content !== "none" && parseFloat(after.borderTopWidth) > 0) return true;
    for (let at = document.activeElement, steps = 0; at && steps < 4; at = at.parentElement, steps++) if (drawn(at)) return true;
    return false;
  })()`);
}

test("everything from signing in to signing out is done with the keyboard alone", async ({
  page,
  context,
  safelight,
  keepScreenshot,
  expectAccessible,
}) => {
  test.slow();
  await becomeFirst(page, safelight);
  await addPictures(page, await photographs(3, { longSide: 800 }));
  await context.clearCookies();

  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await tabTo(page, /E-mail address/);
  await page.keyboard.type("ada@example.org");
  await tabTo(page, /^Password/);
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/gallery$/);
  await expect(page.locator("main img").first()).toBeVisible();

  // The first Tab offers to skip the bar; after it the first picture is near.
  await page.reload();
  await expect(page.locator("main img").first()).toBeVisible();
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Skip to the content");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeInViewport();
  await keepScreenshot("skip-link");
  await page.keyboard.press("Enter");
  expect(await page.evaluate<string>("document.activeElement?.id")).toBe("content");

  // The keys are shown by one of them, those of this page first, and Escape puts them away.
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys.getByRole("heading", { level: 3 }).first()).toHaveText("Among your pictures");
  await keepScreenshot("keys");
  await expectAccessible();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();

  // Along the pictures by arrows, into one by Enter.
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate<boolean>(`document.activeElement?.matches("[data-picture]")`)) break;
  }
  const place = () => page.evaluate<string | null>(`document.activeElement?.getAttribute("data-place")`);
  const start = await place();
  expect(start).not.toBeNull();
  expect(await isFocusVisible(page)).toBe(true);
  await page.keyboard.press("ArrowRight");
  await expect.poll(place).not.toBe(start);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}/);
  await expect(page.getByRole("button", { name: "Details" })).toBeVisible();

  // Its caption.
  await page.keyboard.press("i");
  await expect(page.getByLabel("Caption")).toBeVisible();
  await tabTo(page, /Caption/);
  await page.keyboard.type("The path over the hills");
  await tabTo(page, /^Save$/);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Saved.")).toBeVisible();
  await tabTo(page, /^Close the details/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Caption")).toBeHidden();

  // Into the trash, and back by the key that undoes everywhere.
  const gone = page.url();
  await page.keyboard.press("Delete");
  await expect(page.getByText("Moved to the trash.").first()).toBeVisible();
  await expect(page).not.toHaveURL(gone);
  const answered: string[] = [];
  page.on("response", (reply) => answered.push(new URL(reply.url()).pathname));
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Back in your pictures.")).toBeVisible();
  await expect(page).toHaveURL(gone);
  // The server tells of it, and the page looks again. What is on its way when a session ends is refused.
  await expect
    .poll(() => {
      const itself = answered.indexOf(gone.replace(/.*\/gallery/, "/api/images"));
      const lists = answered.slice(itself);
      return itself >= 0 && lists.includes("/api/timeline") && lists.some((one) => one.endsWith("/layout"));
    })
    .toBe(true);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/gallery(#content)?$/);

  // And out.
  await tabTo(page, /^Account/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  for (let presses = 0; presses < 10; presses++) {
    if ((await focused(page)).includes("Sign out")) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
