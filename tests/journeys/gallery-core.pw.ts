import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/journey.ts";
import { photograph } from "../support/photographs.ts";
import { readZip } from "../support/read-zip.ts";
import type { RunningServer } from "../support/running-server.ts";

// What people do all day with their pictures, by mouse and keyboard, the same in every engine.

const PICTURES = 12;

/** So low that a dozen pictures are several screens. */
test.use({ viewport: { width: 1024, height: 480 } });

interface Scrolled {
  readonly history: { readonly state: { readonly timelineAt?: number } | null };
}

const tile = (page: Page, index: number): Locator => page.locator("main [data-picture]").nth(index);
const tiles = (page: Page): Locator => page.locator("main [data-picture]");
const scrubber = (page: Page): Locator => page.getByRole("slider", { name: "Go to a month" });
const bar = (page: Page): Locator => page.getByRole("toolbar", { name: "Selected pictures" });
const goTo = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();

/** A person with a dozen pictures of several months, put in through the page. */
async function fill(page: Page, safelight: RunningServer): Promise<void> {
  await page.goto(await safelight.link("register"));
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill("Violet7!harbour-Quilt");
  await page.getByText("You can get back in by e-mail").click();
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  // Two weeks apart: half a year.
  const photos = await Promise.all(
    Array.from({ length: PICTURES }, (_, index) => photograph(index * 10, { longSide: 600 })),
  );
  const chooser = page.waitForEvent("filechooser");
  await page.locator("main").getByRole("button", { name: "Add pictures" }).click();
  await (await chooser).setFiles(
    photos.map(({ name, bytes }) => ({ name, mimeType: "image/jpeg", buffer: bytes })),
  );
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray).toContainText(`${PICTURES} pictures sealed`, { timeout: 120_000 });
  await tray.getByRole("button", { name: "Close", exact: true }).click();
  await expect(tiles(page).first()).toBeVisible();
}

const expectChosen = (page: Page, count: number) => expect(bar(page)).toContainText(`${count} selected`);

test("a day with one's pictures: through the months, one by one, in an album, found, chosen and taken along", async ({
  page,
  safelight,
  download,
}) => {
  await fill(page, safelight);

  // The scrubber goes to another month, which stays over the viewer, a reload and the way back.
  await page.reload();
  await expect(tiles(page).first()).toBeVisible();
  await scrubber(page).press("End");
  const last = tiles(page).last();
  await expect(last).toBeInViewport();
  // The place is kept once the scrolling rests.
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as Scrolled).history.state?.timelineAt ?? 0))
    .toBeGreaterThan(6);
  await page.reload();
  await expect(last).toBeInViewport();
  await last.click();
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}$/);
  await expect(page.getByText(/ · 12 of 12$/)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/gallery$/);
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();

  // The viewer, by keyboard and wheel.
  await page.keyboard.press("Enter");
  await expect(page.getByText(/ · 12 of 12$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Previous picture" })).toBeVisible();
  await page.keyboard.press("Home");
  await expect(page.getByText(/ · 1 of 12$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Next picture" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(/ · 2 of 12$/)).toBeVisible();
  const stage = page.locator("[data-stage-picture]");
  await expect(stage.locator("img").first()).toBeVisible();
  await expect(stage).toHaveAttribute("style", /scale\(1\)/);
  await page.getByRole("dialog", { name: /^Picture: / }).hover();
  await page.mouse.wheel(0, -300);
  await expect(stage).toHaveAttribute("style", /scale\((1\.[1-9]|[2-9])/);
  await page.keyboard.press("0");
  await expect(stage).toHaveAttribute("style", /scale\(1\)/);
  await page.keyboard.press("i");
  const panel = page.getByRole("complementary", { name: "Details" });
  await panel.getByLabel("Name").fill("Pantai Kuta.jpg");
  await panel.getByLabel("Caption").fill("Low tide");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/gallery$/);
  await tile(page, 1).click();
  await expect(page.getByRole("dialog", { name: /^Picture: Low tide/ })).toBeVisible();
  await page.keyboard.press("f");
  await expect(page.getByRole("button", { name: "Favourite" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: "Next picture" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(/ · 3 of 12$/)).toBeVisible();
  await page.keyboard.press("Delete");
  await expect(page.getByText(/ · 3 of 11$/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/ · 3 of 12$/)).toBeVisible();
  await page.keyboard.press("Escape");
  await goTo(page, "Favourites");
  await expect(page.locator("main ul li").getByRole("link")).toHaveCount(1);

  // Found while it is typed.
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Search your pictures" });
  await expect(field).toBeFocused();
  for (const letter of "low t") await page.keyboard.press(letter === " " ? "Space" : letter);
  await expect(field).toHaveValue("low t");
  await expect(page.getByText("1 picture found")).toBeVisible();

  // An album of what was chosen.
  await goTo(page, "Pictures");
  await page.locator("main label").nth(0).click();
  await tile(page, 3).click({ modifiers: ["Shift"] });
  await expectChosen(page, 4);
  await page.getByRole("button", { name: "Add to album" }).click();
  await page.getByLabel("Search your albums").fill("Lake in June");
  await page.getByRole("button", { name: "Make “Lake in June”" }).click();
  await expect(page.getByText("4 pictures added to “Lake in June”.")).toBeVisible();
  await goTo(page, "Albums");
  await page.getByRole("list", { name: "Albums" }).getByRole("link").click();
  await expect(page.locator("main ul li").getByRole("link")).toHaveCount(4);

  // Many at once: into the trash and back, and as one file.
  await goTo(page, "Pictures");
  await page.locator("main label").nth(0).click();
  await expectChosen(page, 1);
  await page.keyboard.press("Control+a");
  await expectChosen(page, PICTURES);
  await bar(page).getByRole("button", { name: "Move to trash" }).click();
  await expect(page.getByText(`${PICTURES} pictures moved to the trash.`)).toBeVisible();
  await expect(tiles(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(`${PICTURES} pictures are back.`)).toBeVisible();
  await expect(tile(page, 1)).toBeVisible();
  await page.locator("main label").nth(0).click();
  await tile(page, 1).click({ modifiers: ["Shift"] });
  await expectChosen(page, 2);
  const { name, bytes } = await download(() => bar(page).getByRole("button", { name: "Download" }).click());
  expect(name).toMatch(/\.zip$/);
  expect(readZip(bytes).map(({ path }) => path.split("/").at(-1))).toContain("Pantai Kuta.jpg");
  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);
});
