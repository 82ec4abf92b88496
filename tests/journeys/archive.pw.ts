import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { createImage } from "#contract/images.ts";
import { openVault } from "../support/browser-vault.ts";
import { expect as expectSoon, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";
import { readZip } from "../support/read-zip.ts";

// Taking pictures along: one as it is, many in a ZIP, and what cannot come is said.

/** The machine that this runs on may be busy. */
const expect = expectSoon.configure({ timeout: 60_000 });

/** Chooses the first pictures of the page by their boxes, which a phone's timeline shows only once it is choosing. */
async function choose(page: Page, count: number): Promise<void> {
  const boxes = page.locator("main li input[type=checkbox]");
  for (let at = 0; at < count; at += 1) await boxes.nth(at).dispatchEvent("click");
}

/** Makes every sealed file but these something else than was put in. */
async function damageAllBut(whole: ReadonlySet<string>, dataFolder: string): Promise<void> {
  for (const path of await blobPaths(dataFolder)) {
    if (whole.has(path)) continue;
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(path, bytes);
  }
}

async function blobPaths(dataFolder: string): Promise<ReadonlySet<string>> {
  const files = await readdir(join(dataFolder, "blobs"), { recursive: true, withFileTypes: true });
  return new Set(files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name)));
}

test("chosen pictures and a whole album come as a ZIP that holds what the server keeps", async ({
  page,
  safelight,
  download,
  keepStates,
  expectFault,
}) => {
  test.slow();
  const photos = await photographs(4, { longSide: 600 });
  const [spoilt, ...files] = photos;
  const { client, images } = await openVault(page, safelight, files);
  const originals = new Map<string, Buffer>();
  for (const { id } of images) {
    const reply = await client.get(`/api/images/${id}/renditions/original`);
    expect(reply.status).toBe(200);
    originals.set(id, reply.bytes);
  }
  const sorted = (some: readonly Buffer[]) => some.map((bytes) => bytes.toString("base64")).toSorted();
  const expected = sorted([...originals.values()]);

  await page.goto("/gallery");
  await expect(page.locator("main [data-picture]")).toHaveCount(3);
  const save = page.getByRole("toolbar").getByRole("button", { name: "Download" });
  await choose(page, 1);
  const single = await download(() => save.click());
  await expect(page.getByText("Downloading 1 picture.")).toBeVisible();
  expect([...originals.values()].some((bytes) => bytes.equals(single.bytes))).toBe(true);

  await page.keyboard.press("Control+a");
  await expect(page.getByText("3 selected")).toBeVisible();
  await keepStates("archive-selected");
  const chosen = await download(() => save.click());
  expect(chosen.name).toMatch(/^Safelight \d{4}-\d\d-\d\d\.zip$/);
  expect(sorted(readZip(chosen.bytes).map(({ content }) => content))).toEqual(expected);
  await expect(page.getByText("Downloading 3 pictures.")).toBeVisible();

  await page.getByRole("button", { name: "Add to album" }).click();
  await page.getByLabel("Search your albums").fill("Lake");
  await page.getByRole("button", { name: "Make “Lake”" }).click();
  await expect(page.getByText("3 pictures added to “Lake”.")).toBeVisible();
  const navigation = page.getByRole("navigation", { name: "Main" });
  await navigation.getByRole("link", { name: "Albums", exact: true }).click();
  await page.locator("main").getByRole("link", { name: /Lake/ }).click();
  const menu = page.getByRole("button", { name: "More for Lake" });
  const album = await download(async () => {
    await menu.click();
    await page.getByRole("menuitem", { name: "Download as ZIP" }).click();
  });
  expect(album.name).toBe("Lake.zip");
  expect(sorted(readZip(album.bytes).map(({ content }) => content))).toEqual(expected);

  // What is found to be damaged does not come, and that is said.
  const whole = await blobPaths(safelight.dataFolder);
  const { image } = (await client.upload(spoilt!.bytes)).as(createImage.replies[201]);
  await damageAllBut(whole, safelight.dataFolder);
  expect((await client.get(`/api/images/${image.id}/renditions/original`)).code).toBe("image.damaged");
  expectFault(/the server responded with a status of 500/);
  await navigation.getByRole("link", { name: "Pictures", exact: true }).click();
  await expect(page.locator("main [data-picture]")).toHaveCount(4);
  await page.keyboard.press("Control+a");
  await expect(page.getByText("4 selected")).toBeVisible();
  const rest = await download(() => save.click());
  expect(sorted(readZip(rest.bytes).map(({ content }) => content))).toEqual(expected);
  await expect(
    page.getByText("Downloading 3 pictures. 1 picture left out: damaged, or no longer there."),
  ).toBeVisible();
  await keepStates("archive-left-out");
});
