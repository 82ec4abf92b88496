import type { Page } from "@playwright/test";
import { openVault } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";
import type { RunningServer } from "../support/running-server.ts";

// Albums and favourites, from the first one to the last picture taken out.

test.use({ server: "shared" });

const PICTURES = 8;

/** Somebody who has pictures, in the timeline. */
async function arrive(page: Page, safelight: RunningServer): Promise<void> {
  await openVault(page, safelight, await photographs(PICTURES, { longSide: 800 }));
  await page.goto("/gallery");
  await expect(page.locator("main [data-picture]")).toHaveCount(PICTURES);
}

const goTo = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();

const tiles = (page: Page) => page.locator("main ul li").filter({ has: page.getByRole("link") });

/** Chooses the first pictures of the page by their boxes, which a phone's timeline shows only once it is choosing. */
async function choose(page: Page, count: number): Promise<void> {
  const boxes = page.locator("main li input[type=checkbox]");
  for (let at = 0; at < count; at += 1) await boxes.nth(at).dispatchEvent("click");
}

test("albums are made, filled, shown, changed and deleted, and their pictures stay", async ({
  page,
  safelight,
  keepStates,
}) => {
  test.slow();
  await arrive(page, safelight);

  await goTo(page, "Albums");
  await expect(page.getByRole("heading", { name: "No albums yet" })).toBeVisible();
  await keepStates("albums-empty");
  await page.getByRole("button", { name: "New album" }).click();
  await page.getByRole("button", { name: "Make the album" }).click();
  await expect(page.getByText("Give the album a name.")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Lake in June");
  await keepStates("albums-new");
  await page.getByRole("button", { name: "Make the album" }).click();
  await expect(page.getByRole("heading", { name: "Lake in June" })).toBeAttached();
  await expect(page.getByText("Nothing in this album yet")).toBeVisible();
  await keepStates("album-empty");

  // Chosen in the timeline, found by a part of the name.
  await goTo(page, "Pictures");
  await choose(page, 5);
  await page.getByRole("button", { name: "Add to album" }).click();
  await expect(page.getByRole("dialog")).toContainText("Add 5 pictures to an album");
  await page.getByLabel("Search your albums").fill("june lak");
  await expect(page.getByRole("list", { name: "Your albums" })).toContainText("Lake in June");
  await keepStates("album-choose");
  await page.getByRole("list", { name: "Your albums" }).getByRole("button").click();
  await expect(page.getByText("5 pictures added to “Lake in June”.")).toBeVisible();

  // Into a new one of the name that was typed; what is in one album can be in another.
  await choose(page, 2);
  await page.getByRole("button", { name: "Add to album" }).click();
  await page.getByLabel("Search your albums").fill("Best of");
  await page.getByRole("button", { name: "Make “Best of”" }).click();
  await expect(page.getByText("2 pictures added to “Best of”.")).toBeVisible();

  await goTo(page, "Albums");
  const cards = page.getByRole("list", { name: "Albums" }).getByRole("link");
  await expect(cards).toHaveCount(2);
  await expect(cards.nth(0)).toContainText("Best of");
  await expect(cards.nth(1)).toContainText("5 pictures");
  await expect(cards.locator("img")).toHaveCount(2);
  await keepStates("albums");

  await cards.nth(1).click();
  await expect(tiles(page)).toHaveCount(5);
  await keepStates("album");
  await page.reload();
  await expect(tiles(page)).toHaveCount(5);

  // Another order, another cover.
  const addresses = async () =>
    await Promise.all((await tiles(page).getByRole("link").all()).map((link) => link.getAttribute("href")));
  const before = await addresses();
  await page.getByRole("button", { name: "More for Lake in June" }).click();
  await page.getByRole("menuitem", { name: "Oldest first" }).click();
  await expect.poll(addresses).toEqual(before.toReversed());

  // A picture opens, turning follows the album's order to its ends, and closing comes back here.
  const oldestFirst = await addresses();
  await tiles(page).nth(3).getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`${oldestFirst[3]}$`));
  await expect(page.getByText(/ · 4 of 5$/)).toBeVisible();
  for (const [key, at] of [
    ["ArrowRight", 4],
    ["ArrowRight", 4],
    ["ArrowLeft", 3],
    ["Home", 0],
    ["End", 4],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`${oldestFirst[at]}$`));
    // Drawn as well: a key pressed before that would still be of the picture before.
    await expect(page.getByText(new RegExp(` · ${at + 1} of 5$`))).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/albums\/[a-z2-7]{26}$/);
  await expect(tiles(page)).toHaveCount(5);
  await choose(page, 1);
  await keepStates("album-selection");
  await page.getByRole("button", { name: "Use as cover" }).click();
  await expect(page.getByText("The album has a new cover.")).toBeVisible();

  // Taken out, and put back.
  await choose(page, 2);
  await page.getByRole("button", { name: "Remove from album" }).click();
  await expect(tiles(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(tiles(page)).toHaveCount(5);

  await page.getByRole("button", { name: "More for Lake in June" }).click();
  await page.getByRole("menuitem", { name: "Name and description" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Lac d’Annecy");
  await page.getByRole("textbox", { name: "Description" }).fill("With everybody.");
  await keepStates("album-edit");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("With everybody.")).toBeVisible();
  await expect(page).toHaveTitle(/Lac d’Annecy/);

  await page.getByRole("button", { name: "More for Lac d’Annecy" }).click();
  await page.getByRole("menuitem", { name: "Delete album" }).click();
  await expect(page.getByRole("dialog")).toContainText("Its pictures stay");
  await keepStates("album-delete");
  await page.getByRole("button", { name: "Delete the album" }).click();
  await expect(page).toHaveURL(/\/albums$/);
  await expect(cards).toHaveCount(1);
  await goTo(page, "Pictures");
  await expect(page.locator("main [data-picture]")).toHaveCount(PICTURES);
});

test("favourites are gathered, and let go again", async ({ page, safelight, keepStates }) => {
  test.slow();
  await arrive(page, safelight);
  await goTo(page, "Favourites");
  await expect(page.getByRole("heading", { name: "No favourites yet" })).toBeVisible();
  await keepStates("favourites-empty");
  const listed = await page.request.get("/api/images");
  const { items } = (await listed.json()) as { items: { id: string }[] };
  for (const { id } of items.slice(0, 3)) {
    const put = await page.request.put(`/api/albums/favourites/images/${id}`);
    expect(put.status()).toBe(204);
  }
  await page.reload();
  await expect(tiles(page)).toHaveCount(3);
  await keepStates("favourites");
  await choose(page, 1);
  await page.getByRole("button", { name: "No longer a favourite" }).click();
  await expect(tiles(page)).toHaveCount(2);
});
