import type { Locator, Page } from "@playwright/test";
import { openVault } from "../support/browser-vault.ts";
import { expect as soon, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";

// Choosing pictures as in a file manager: by mouse, by finger, and by keyboard alone.

test.use({ server: "shared" });

/** Waits on conditions alone, however busy the machine is. */
const expect = soon.configure({ timeout: 40_000 });

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selected pictures" });
const tile = (page: Page, index: number): Locator => page.locator("main [data-picture]").nth(index);
const expectChosen = (page: Page, count: number) =>
  expect(bar(page).getByText(`${count} selected`, { exact: true })).toBeVisible();

async function openFilled(page: Page, safelight: Parameters<typeof openVault>[1], count: number) {
  const vault = await openVault(page, safelight, [...(await photographs(count, { longSide: 600 }))]);
  await page.goto("/gallery");
  await expect(page.locator("main img").first()).toBeVisible();
  return vault;
}

const isFocused = async (locator: Locator) =>
  (await locator.and(locator.page().locator(":focus")).count()) > 0;

async function centreOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("it is not drawn");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test.describe("with a mouse", () => {
  test.use({ hasTouch: false, viewport: { width: 1440, height: 900 } });

  test("carried by mouse: onto an album, out of it, and let go with Escape", async ({ page, safelight }) => {
    const { client } = await openFilled(page, safelight, 4);
    await client.post("/api/albums", { name: "Bali" });
    const carry = async (from: Locator, place: string) => {
      const target = page.locator("[data-drop-place]", { hasText: place });
      // Waits until it stands still and nothing lies over it.
      await from.hover();
      const start = await centreOf(from);
      await page.mouse.down();
      await page.mouse.move(start.x + 30, start.y + 30, { steps: 3 });
      await expect(target).toBeVisible();
      const end = await centreOf(target);
      await page.mouse.move(end.x, end.y, { steps: 3 });
    };
    for (const index of [1, 2]) {
      await tile(page, index).hover();
      await page.locator("main label").nth(index).click();
    }
    await expectChosen(page, 2);
    await carry(tile(page, 2), "Bali");
    await page.keyboard.press("Escape");
    await expect(page.locator("[data-drop-place]")).toHaveCount(0);
    await page.mouse.up();
    await expectChosen(page, 2);
    await carry(tile(page, 2), "Bali");
    await page.mouse.up();
    await expect(page.getByText("2 pictures added to “Bali”.")).toBeVisible();
    await expect(bar(page)).toHaveCount(0);
    await expect(page).toHaveURL(/\/gallery$/);

    await page.getByRole("button", { name: "Bali" }).click();
    await expect(page.getByRole("list", { name: "Pictures in Bali" }).getByRole("img")).toHaveCount(2);
    await page.locator("main label").first().click();
    await carry(tile(page, 0), "Remove from album");
    await page.mouse.up();
    await expect(page.getByText("1 picture removed from “Bali”.")).toBeVisible();
    await expect(tile(page, 0)).toBeVisible();
    await expect(tile(page, 1)).toHaveCount(0);
  });

  test.describe("before the shelf of albums has come", () => {
    // A worker would have it already.
    test.use({ serviceWorkers: "block" });

    test("what is picked up is carried once it has", async ({ page, safelight, expectFault }) => {
      expectFault(/^Service Worker registration blocked/);
      const shelf = Promise.withResolvers<void>();
      await page.route(/\/assets\/album-host-/, async (route) => {
        await shelf.promise;
        await route.continue();
      });
      const { client } = await openFilled(page, safelight, 2);
      await client.post("/api/albums", { name: "Bali" });
      await tile(page, 0).hover();
      await page.locator("main label").first().click();
      await expectChosen(page, 1);
      await tile(page, 0).hover();
      const start = await centreOf(tile(page, 0));
      await page.mouse.down();
      await page.mouse.move(start.x + 30, start.y + 30, { steps: 3 });
      await expect(page.locator("[data-drop-place]")).toHaveCount(0);
      shelf.resolve();
      const target = page.locator("[data-drop-place]", { hasText: "Bali" });
      await expect(target).toBeVisible();
      const end = await centreOf(target);
      await page.mouse.move(end.x, end.y, { steps: 3 });
      await page.mouse.up();
      await expect(page.getByText("1 picture added to “Bali”.")).toBeVisible();
    });
  });

  test("by mouse: check marks, stretches, a rectangle, everything, nothing, and into the trash and back", async ({
    page,
    safelight,
    keepStates,
  }) => {
    const { client, images } = await openFilled(page, safelight, 12);
    await tile(page, 1).hover();
    await page.locator("main label").nth(1).click();
    await expectChosen(page, 1);
    await tile(page, 4).click({ modifiers: ["Shift"] });
    await expectChosen(page, 4);
    // Another stretch from the same picture takes the place of the first.
    await tile(page, 2).click({ modifiers: ["Shift"] });
    await expectChosen(page, 2);
    await tile(page, 6).click({ modifiers: ["ControlOrMeta"] });
    await expectChosen(page, 3);
    await tile(page, 6).click();
    await expectChosen(page, 2);
    await keepStates("selection");

    // A rectangle from one picture to another; without a modifier it begins anew.
    const [from, to] = [await centreOf(tile(page, 0)), await centreOf(tile(page, 1))];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await expectChosen(page, 2);
    await page.mouse.up();
    await expectChosen(page, 2);
    await expect(page).toHaveURL(/\/gallery$/);

    await page.keyboard.press("ControlOrMeta+a");
    await expectChosen(page, 12);
    const sizeBytes = images.reduce((sum, image) => sum + image.sizeBytes, 0);
    await expect(bar(page)).toContainText(`${Math.round(sizeBytes / 1024).toLocaleString("en")} kB`);
    await page.keyboard.press("Escape");
    await expect(bar(page)).toBeHidden();

    await page.locator("main label").nth(0).click();
    await page.locator("main label").nth(1).click();
    await bar(page).getByRole("button", { name: "Favourite", exact: true }).click();
    await expect(page.getByText("2 pictures are favourites now.")).toBeVisible();
    const favourites = async () => {
      const { items } = (await client.get("/api/images?limit=100")).body as {
        items: { favourite: boolean }[];
      };
      return items.filter(({ favourite }) => favourite).length;
    };
    expect(await favourites()).toBe(2);
    // With one more it is about all three; of what are favourites already it is the way back.
    await page.locator("main label").nth(2).click();
    await expect(bar(page).getByRole("button", { name: "Favourite", exact: true })).toBeVisible();
    await page.locator("main label").nth(2).click();
    await bar(page).getByRole("button", { name: "No longer a favourite" }).click();
    await expect(page.getByText("2 pictures are no favourites any more.")).toBeVisible();
    expect(await favourites()).toBe(0);
    await bar(page).getByRole("button", { name: "Move to trash" }).click();
    await expect(page.getByText("2 pictures moved to the trash.")).toBeVisible();
    await expect(page.locator("main [data-picture]")).toHaveCount(10);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("2 pictures are back.")).toBeVisible();
    await expect(page.locator("main [data-picture]")).toHaveCount(12);
  });
});

test("by keyboard alone: along the pictures, stretches, and into the trash", async ({ page, safelight }) => {
  await openFilled(page, safelight, 9);
  const first = tile(page, 0);
  for (let tabs = 0; tabs < 25 && !(await isFocused(first)); tabs += 1) await page.keyboard.press("Tab");
  await expect(first).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(tile(page, 1)).toBeFocused();
  await page.keyboard.press("Space");
  await expectChosen(page, 1);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expectChosen(page, 3);
  await page.keyboard.press("Shift+ArrowLeft");
  await expectChosen(page, 2);
  await expect(tile(page, 2)).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(page.getByText("2 pictures moved to the trash.")).toBeVisible();
  await expect(page.locator("main [data-picture]")).toHaveCount(7);
  // The focus has gone to what stands there now.
  await expect(tile(page, 2)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}$/);
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("by finger: held down it chooses, and moved on it chooses along the way", async ({
    page,
    safelight,
    keepStates,
  }) => {
    await openFilled(page, safelight, 9);
    const [from, to] = [await centreOf(tile(page, 0)), await centreOf(tile(page, 3))];
    const finger = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: at === undefined ? [] : [at] });
    await touch("touchStart", from);
    await expectChosen(page, 1);
    await touch("touchMove", { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
    await touch("touchMove", to);
    await expectChosen(page, 4);
    await touch("touchEnd");
    await expectChosen(page, 4);
    await expect(page).toHaveURL(/\/gallery$/);
    await keepStates("selection-by-finger");
    await tile(page, 0).tap();
    await expectChosen(page, 3);
  });
});
