import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import type { Image } from "#contract/images.ts";
import { openVault, type VaultFile } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";
import { animatedGif } from "../support/make-images/gif-file.ts";
import { photographs } from "../support/photographs.ts";

// Looking at pictures one by one: by mouse, by finger, and by keyboard alone.

test.use({ server: "shared" });

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
  await expect(stagePicture(page).locator("img:not(.opacity-0)").first()).toBeVisible();
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

test("a key pressed at the very moment a picture is opened again is the picture's", async ({
  page,
  safelight,
}) => {
  const { images } = await openVault(page, safelight, await camera(6));
  const order = newestFirst(images);
  await openFirst(page, order[0]!);
  await page.goBack();
  await expect(tile(page, order[0]!.id)).toBeFocused();
  // As soon as the page has the viewer, before what waits until it was drawn.
  await page.evaluate(`new MutationObserver((_, watch) => {
    if (document.querySelector("[role=dialog]") === null) return;
    watch.disconnect();
    document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key: "End", bubbles: true, cancelable: true }),
    );
  }).observe(document.body, { childList: true, subtree: true })`);
  await page.keyboard.press("Enter");
  await expectShown(page, order.at(-1)!);
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

test("details are edited, kept on a refusal, and what is known can be taken along", async ({
  page,
  safelight,
  keepStates,
  expectFault,
}) => {
  test.slow();
  const { images, client } = await openVault(page, safelight, await camera(2));
  const [image] = newestFirst(images);
  await openFirst(page, image!);
  await page.keyboard.press("i");
  const panel = page.getByRole("complementary", { name: "Details" });
  await expect(panel).toContainText("Removed GPS position and camera details from the file. Sealed on");
  await expect(panel).toContainText("900 × 675 pixels");
  await expect(panel).toContainText("Kamerawerk K-1 Test");
  await expect(panel).toContainText("UTC+02:00");
  await keepStates("viewer-details");

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel.getByRole("button", { name: "Copy the coordinates" }).click();
  await expect(page.getByText("Copied.")).toBeVisible();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
    `${image!.place!.latitude}, ${image!.place!.longitude}`,
  );

  // What a person types is theirs: letters are no commands there, and a refusal takes nothing away.
  await panel.getByLabel("Caption").fill("");
  await panel.getByLabel("Caption").pressSequentially("drifting, i and d");
  await panel.getByLabel("Taken").fill("1700-01-01T10:00");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel.getByText("Enter a year from 1826 to 2100.")).toBeVisible();
  await expect(panel.getByLabel("Taken")).toBeFocused();
  await expect(panel.getByLabel("Caption")).toHaveValue("drifting, i and d");
  await keepStates("viewer-details-refused");

  await panel.getByLabel("Taken").fill("2019-07-04T10:30");
  expectFault(/net::ERR_|Failed to load resource/);
  await page.route("**/api/images/*", (route) =>
    route.request().method() === "PATCH" ? route.abort("connectionreset") : route.continue(),
  );
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel.getByText("The server did not answer")).toBeVisible();
  await expect(panel.getByLabel("Taken")).toHaveValue("2019-07-04T10:30");
  await page.unrouteAll({ behavior: "wait" });
  // Whoever turns to another picture first finds it where it was typed.
  await panel.getByRole("button", { name: "Close the details" }).click();
  await expect(page.getByText("What you typed is not saved yet.")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page).not.toHaveURL(new RegExp(image!.id));
  await page.keyboard.press("i");
  await expect(panel.getByLabel("Name")).toBeVisible();
  await expect(panel.getByLabel("Caption")).not.toHaveValue("drifting, i and d");
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(new RegExp(image!.id));
  await expect(panel.getByLabel("Caption")).toHaveValue("drifting, i and d");
  await expect(panel.getByLabel("Taken")).toHaveValue("2019-07-04T10:30");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  const saved = (await client.get(`/api/images/${image!.id}`)).body as Image;
  expect([saved.caption, saved.takenAt.slice(0, 16)]).toEqual(["drifting, i and d", "2019-07-04T10:30"]);
  // It stands in another month now, and the arrows follow.
  await expect(page.getByText(/ · 2 of 2$/)).toBeVisible();
});

test("quarter turns are kept, and the tile takes the picture's new shape", async ({ page, safelight }) => {
  const { images, client } = await openVault(page, safelight, await camera(1));
  const [image] = images;
  await openFirst(page, image!);
  const shape = async (of: Locator) => {
    const { width, height } = (await of.boundingBox())!;
    return width > height ? "flat" : "tall";
  };
  expect(await shape(stagePicture(page))).toBe("flat");
  // Three turns in a row, quicker than the server answers.
  for (let count = 0; count < 3; count += 1) await page.keyboard.press("r");
  await expect.poll(() => shape(stagePicture(page))).toBe("tall");
  await expect
    .poll(async () => ((await client.get(`/api/images/${image!.id}`)).body as Image).rotation)
    .toBe(270);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/gallery$/);
  await expect.poll(() => shape(tile(page, image!.id))).toBe("tall");
});

test("a favourite is one at once, and still one after a reload", async ({ page, safelight, keepStates }) => {
  const { images, client } = await openVault(page, safelight, await camera(1));
  await openFirst(page, images[0]!);
  const heart = page.getByRole("button", { name: "Favourite" });
  await expect(heart).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("f");
  await expect(heart).toHaveAttribute("aria-pressed", "true");
  await expect
    .poll(async () => ((await client.get(`/api/images/${images[0]!.id}`)).body as Image).favourite)
    .toBe(true);
  await keepStates("viewer-favourite");
  await page.reload();
  await expect(heart).toHaveAttribute("aria-pressed", "true");
  await heart.click();
  await expect(heart).toHaveAttribute("aria-pressed", "false");
  await expect
    .poll(async () => ((await client.get(`/api/images/${images[0]!.id}`)).body as Image).favourite)
    .toBe(false);
});

test("a deleted picture makes way for the next, and Undo brings it back to the screen", async ({
  page,
  safelight,
}) => {
  const { images } = await openVault(page, safelight, await camera(3));
  const order = newestFirst(images);
  await openFirst(page, order[1]!);
  await page.keyboard.press("Delete");
  await expectShown(page, order[2]!);
  await expect(page.getByText(/ · 2 of 2$/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expectShown(page, order[1]!);
  await expect(page.getByText(/ · 2 of 3$/)).toBeVisible();
});

test("originals are downloaded clean, or with their details back in", async ({ page, safelight }) => {
  const { images } = await openVault(page, safelight, await camera(1));
  await openFirst(page, images[0]!);
  for (const [choice, query] of [
    ["Clean original", "download=true"],
    ["With date, camera and place", "download=true&details=true"],
  ] as const) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    await page.getByRole("menuitem", { name: choice }).click();
    expect((await download).url()).toMatch(new RegExp(`original\\?${query}$`));
    expect((await download).suggestedFilename()).toMatch(/\.jpe?g$/i);
  }
});

test("a slideshow begins, halts, goes on and ends with the last picture", async ({
  page,
  safelight,
  keepStates,
}) => {
  test.slow();
  const { images } = await openVault(page, safelight, await camera(3));
  const order = newestFirst(images);
  await openFirst(page, order[0]!);
  await page.keyboard.press(" ");
  const bar = page.getByRole("region", { name: "Slideshow" });
  await expect(bar).toBeVisible();
  await bar.getByLabel("How long each picture stays").selectOption("3 seconds");
  await expect(page).toHaveURL(new RegExp(order[1]!.id), { timeout: 30_000 });
  await bar.getByRole("button", { name: "Pause the slideshow" }).click();
  await expect(bar.getByRole("button", { name: "Go on with the slideshow" })).toBeVisible();
  await keepStates("viewer-slideshow");
  await bar.getByRole("button", { name: "Go on with the slideshow" }).click();
  await expect(page).toHaveURL(new RegExp(order[2]!.id), { timeout: 30_000 });
  await expect(bar).toHaveCount(0, { timeout: 30_000 });
  await expect(page).toHaveURL(new RegExp(order[2]!.id));

  // Escape ends what was begun last: the show first, then the viewer.
  await page.keyboard.press("Home");
  await expectShown(page, order[0]!);
  await page.getByRole("button", { name: "Slideshow" }).click();
  await expect(bar).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await expect(page.getByRole("dialog", { name: /^Picture: / })).toBeVisible();
});

test("an animation plays, and stands still where less motion is wanted", async ({
  page,
  safelight,
  keepStates,
}) => {
  const { images } = await openVault(page, safelight, [{ name: "dance.gif", bytes: animatedGif(12) }]);
  const views: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/view")) views.push(request.url());
  });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openFirst(page, images[0]!);
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  expect(views).toEqual([]);
  await keepStates("viewer-animation");
  await page.getByRole("button", { name: "Play" }).click();
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect.poll(() => views.length).toBe(1);

  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.reload();
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
});

test.describe("on a server whose stored bytes are damaged", () => {
  test.use({ server: "own" });

  test("a picture that is damaged, gone or unreachable says so, and what helps", async ({
    page,
    safelight,
    keepStates,
    expectFault,
  }) => {
    test.slow();
    expectFault(/status of (500|404)|net::ERR_/);
    const { images, client } = await openVault(page, safelight, await camera(4));
    const order = newestFirst(images);

    // Something is wrong on the way: told, and tried again by hand.
    await page.route(`**/${order[1]!.id}/renditions/view`, (route) =>
      route.fulfill({ status: 500, contentType: "text/plain", body: "proxy error" }),
    );
    await openFirst(page, order[0]!);
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("heading", { name: "This picture did not load" })).toBeVisible();
    await keepStates("viewer-failed");
    await page.unrouteAll({ behavior: "wait" });
    await page.getByRole("button", { name: "Try again" }).click();
    await expectShown(page, order[1]!);

    // Deleted by another device: it can be brought back, unless it was destroyed.
    const { id: deleted } = order[3]!;
    await client.delete(`/api/images/${deleted}`);
    await page.goto(`/gallery/${deleted}`);
    await expect(page.getByRole("heading", { name: "This picture is in the trash" })).toBeVisible();
    await keepStates("viewer-trashed");
    await page.getByRole("button", { name: "Restore it" }).click();
    await expectShown(page, order[3]!);
    await client.delete(`/api/images/${deleted}`);
    await client.delete(`/api/trash/${deleted}`);
    await page.goto(`/gallery/${deleted}`);
    await expect(page.getByRole("heading", { name: "This picture is not here" })).toBeVisible();
    await keepStates("viewer-gone");
    await page.getByRole("button", { name: "Back to your pictures" }).last().click();
    await expect(page).toHaveURL(/\/gallery$/);

    // Bytes that are not what was put in.
    const blobs = join(safelight.dataFolder, "blobs");
    for (const file of await readdir(blobs, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      const bytes = await readFile(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await writeFile(path, bytes);
    }
    await page.goto(`/gallery/${order[0]!.id}`);
    await expect(page.getByRole("heading", { name: "This picture is damaged" })).toBeVisible();
    await expect(
      page.getByText("Ask whoever runs this server to bring it back from a backup."),
    ).toBeVisible();
    await keepStates("viewer-damaged");
    await page.getByRole("alert").getByRole("button", { name: "Move to trash" }).click();
    await expect(page).toHaveURL(new RegExp(order[1]!.id));
  });
});

test("by keyboard alone: from the timeline into a picture, round its buttons, and back", async ({
  page,
  safelight,
}) => {
  const { images } = await openVault(page, safelight, await camera(3));
  const order = newestFirst(images);
  await page.goto("/gallery");
  await expect(tile(page, order[0]!.id)).toBeVisible();
  await tile(page, order[0]!.id).focus();
  await page.keyboard.press("Enter");
  await expectShown(page, order[0]!);

  // Tab goes round inside the viewer, by every button, and each shows where it is.
  const names = new Set<string>();
  for (let count = 0; count < 14; count += 1) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    await expect(page.getByRole("dialog").locator(":focus")).toHaveCount(1);
    expect(await focused.evaluate("(one) => getComputedStyle(one).outlineStyle")).not.toBe("none");
    names.add((await focused.getAttribute("aria-label")) ?? "");
  }
  for (const name of ["Back to your pictures", "Slideshow", "Details", "Turn to the right", "Download"]) {
    expect([...names]).toContain(name);
  }
  expect([...names]).toContain("Next picture");

  await page.keyboard.press("ArrowRight");
  await expectShown(page, order[1]!);
  for (const key of ["+", "+", "+", "+"]) await page.keyboard.press(key);
  const placed = () => stagePicture(page).getAttribute("style");
  const before = await placed();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(placed).not.toBe(before);
  await page.keyboard.press("i");
  await expect(page.getByRole("complementary", { name: "Details" })).toBeVisible();
  await page.keyboard.press("i");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/gallery$/);
  await expect(tile(page, order[1]!.id)).toBeFocused();
});
