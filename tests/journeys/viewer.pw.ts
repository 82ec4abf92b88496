import type { Locator, Page } from "@playwright/test";
import type { Image } from "#contract/images.ts";
import { openVault, type VaultFile } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";

// Looking at pictures one by one: by mouse, by finger, and by keyboard alone.

async function camera(count: number, longSide = 900): Promise<VaultFile[]> {
  return [...(await photographs(count, { longSide }))];
}

const stagePicture = (page: Page): Locator => page.locator("[data-stage-picture]");
const tile = (page: Page, id: string): Locator => page.locator(`main [data-picture="${id}"]`);
const newestFirst = (images: readonly Image[]): Image[] =>
  images.toSorted((a, b) => b.takenAt.localeCompare(a.takenAt));

/** How far the picture on the stage is zoomed in. */
async function scaleOf(page: Page): Promise<number> {
  const style = await stagePicture(page).getAttribute("style");
  return Number(/scale\(([\d.]+)\)/.exec(style ?? "")?.[1] ?? Number.NaN);
}

/** Waits until the picture's view is on the stage. */
async function expectShown(page: Page, image: Image): Promise<void> {
  await expect(page).toHaveURL(new RegExp(image.id));
  await expect(stagePicture(page).locator("img").last()).toHaveJSProperty("complete", true);
  await expect(stagePicture(page).locator("canvas")).toHaveCount(0);
}

async function openFirst(page: Page, image: Image): Promise<void> {
  await page.goto("/gallery");
  await tile(page, image.id).click();
  await expectShown(page, image);
}

test("a picture opens over its tile, turns by key across months, and closes back to the tile looked at last", async ({
  page,
  safelight,
  keepStates,
}) => {
  test.slow();
  const { images } = await openVault(page, safelight, await camera(24));
  const order = newestFirst(images);
  const [first, second] = order;
  await openFirst(page, first!);
  await expect(page.getByRole("dialog", { name: /^Picture: / })).toBeVisible();
  await expect(page.getByText(/ · 1 of 24$/)).toBeVisible();
  await expect(page.getByText(/^Picture 1 of 24, /)).toBeAttached();
  await keepStates("viewer-open");

  await page.keyboard.press("ArrowRight");
  await expectShown(page, second!);
  await page.keyboard.press("ArrowLeft");
  await expectShown(page, first!);
  // The newest has nothing before it.
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(new RegExp(first!.id));

  await page.keyboard.press("End");
  await expectShown(page, order.at(-1)!);
  await expect(page.getByText(/ · 24 of 24$/)).toBeVisible();
  await page.keyboard.press("Home");
  await expectShown(page, first!);

  // From each month into the next: every picture comes once, in the order of the timeline.
  for (const image of order.slice(1)) {
    await page.keyboard.press("ArrowRight");
    await expect(page).toHaveURL(new RegExp(image.id));
  }
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/gallery$/);
  await expect(tile(page, order.at(-1)!.id)).toBeFocused();
  await expect(tile(page, order.at(-1)!.id)).toBeInViewport();
});

test("wheel, double click and keys zoom, a drag moves, and the original comes only when it is needed", async ({
  page,
  safelight,
  keepStates,
}) => {
  test.slow();
  const { images } = await openVault(page, safelight, await camera(1, 3000));
  const [image] = images;
  const originals: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/original")) originals.push(request.url());
  });
  await openFirst(page, image!);
  const box = (await stagePicture(page).boundingBox())!;
  const spot = { x: box.x + box.width * 0.25, y: box.y + box.height * 0.4 };

  await page.mouse.move(spot.x, spot.y);
  await page.mouse.wheel(0, -200);
  await expect.poll(() => scaleOf(page)).toBeGreaterThan(1.5);
  // What lay under the pointer lies there still.
  const zoomed = (await stagePicture(page).boundingBox())!;
  expect(Math.abs(zoomed.y + zoomed.height * 0.4 - spot.y)).toBeLessThan(box.height);
  await page.keyboard.press("0");
  await expect.poll(() => scaleOf(page)).toBe(1);
  expect(originals).toEqual([]);

  await page.mouse.dblclick(spot.x, spot.y);
  await expect.poll(() => scaleOf(page)).toBe(2.5);
  for (let count = 0; count < 3; count += 1) await page.keyboard.press("+");
  await expect.poll(() => originals.length).toBe(1);
  await expect(stagePicture(page).locator("img")).toHaveCount(2);
  await expect(stagePicture(page).locator("img").last()).not.toHaveClass(/opacity-0/);
  await keepStates("viewer-zoomed");

  const placed = () => stagePicture(page).getAttribute("style");
  const before = await placed();
  await page.mouse.move(spot.x, spot.y);
  await page.mouse.down();
  await page.mouse.move(spot.x + 60, spot.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(placed).not.toBe(before);
  await page.keyboard.press("0");
  await expect.poll(() => scaleOf(page)).toBe(1);
  await page.keyboard.press("-");
  await expect.poll(() => scaleOf(page)).toBe(1);
});

test("fingers turn, pinch and pull the picture away", async ({ page, safelight }) => {
  const { images } = await openVault(page, safelight, await camera(4));
  const order = newestFirst(images);
  await openFirst(page, order[0]!);
  const hand = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize()!;
  const touch = async (type: "touchStart" | "touchMove" | "touchEnd", ...points: [number, number][]) => {
    await hand.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  };
  const middle = { x: width / 2, y: height / 2 };

  await touch("touchStart", [width * 0.8, middle.y]);
  for (const share of [0.7, 0.5, 0.3, 0.2]) await touch("touchMove", [width * share, middle.y]);
  // It follows the finger, and the neighbour comes in beside it.
  await expect
    .poll(async () => {
      const box = (await stagePicture(page).boundingBox())!;
      return box.x + box.width / 2;
    })
    .toBeLessThan(middle.x - width * 0.3);
  await touch("touchEnd");
  await expectShown(page, order[1]!);

  // A little way and back turns nothing.
  await touch("touchStart", [middle.x, middle.y]);
  await touch("touchMove", [middle.x - 30, middle.y]);
  await touch("touchMove", [middle.x + 2, middle.y]);
  await touch("touchEnd");
  await expect(page).toHaveURL(new RegExp(order[1]!.id));

  await touch("touchStart", [middle.x - 30, middle.y], [middle.x + 30, middle.y]);
  await touch("touchMove", [middle.x - 60, middle.y], [middle.x + 60, middle.y]);
  await touch("touchMove", [middle.x - 90, middle.y], [middle.x + 90, middle.y]);
  await touch("touchEnd");
  await expect.poll(() => scaleOf(page)).toBeGreaterThan(2);
  await page.keyboard.press("0");
  await expect.poll(() => scaleOf(page)).toBe(1);

  await touch("touchStart", [middle.x, middle.y]);
  for (const by of [40, 120, 220, 320]) await touch("touchMove", [middle.x, middle.y + by]);
  await touch("touchEnd");
  await expect(page).toHaveURL(/\/gallery$/);
  await expect(tile(page, order[1]!.id)).toBeFocused();
});
