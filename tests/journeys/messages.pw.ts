import { becomeFirst } from "../support/browser-account.ts";
import { expect, test } from "../support/journey.ts";

// Short messages over the page, on a phone: they lie where the page's own last buttons are.

test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

test("the page's last button is scrolled clear of a message, which goes though a finger rested on it", async ({
  page,
  safelight,
}) => {
  await becomeFirst(page, safelight);
  await page.goto("/settings/profile");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const message = page.getByRole("alertdialog").filter({ hasText: "Saved." });
  // A mouse upon it holds it.
  await message.hover();
  await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
  const last = page.locator("main").getByRole("button").last();
  const topOf = async () => (await message.boundingBox())?.y ?? 0;
  await expect
    .poll(async () => {
      const { y, height } = (await last.boundingBox())!;
      return y + height - (await topOf());
    })
    .toBeLessThanOrEqual(0);

  // Nothing below the window is taken back while somebody looks at it, and all of it afterwards.
  const place = async () => (await last.boundingBox())?.y;
  const before = await place();
  await page.mouse.move(200, 5);
  await message.tap();
  await expect(message).toHaveCount(0);
  expect(await place()).toBe(before);
  await page.evaluate("scrollTo(0, 0)");
  const room = () => page.evaluate("document.documentElement.style.getPropertyValue('--messages')");
  await expect.poll(room).toBe("0px");
});
