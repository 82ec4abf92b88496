import { mkdir, writeFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { noisyPng } from "../images/pictures.ts";
import { expect, test } from "../support/journey.ts";

// A file of several parts whose connection breaks in the middle: it goes on by itself, from where it was.

const MEBIBYTE = 1024 * 1024;

test.use({ environment: { SAFELIGHT_MAX_UPLOAD: "60MiB" } });

async function openGallery(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill("Violet7!harbour-Quilt");
  await page.getByText("You can get back in by e-mail").click();
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
}

test("a large file goes on after its connection broke, and arrives whole", async ({
  page,
  safelight,
  expectFault,
}, info) => {
  expectFault(/net::ERR_|Failed to load resource/);
  await openGallery(page, await safelight.link("register"));

  const file = noisyPng(4200, 3200);
  expect(file.length).toBeGreaterThan(2 * 16 * MEBIBYTE);
  const offsets: number[] = [];
  let cuts = 0;
  await page.route("**/api/uploads/*", async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return route.continue();
    const offset = Number(request.headers()["upload-offset"]);
    offsets.push(offset);
    // The second part never leaves, the first time.
    if (offset > 0 && cuts === 0) {
      cuts += 1;
      return route.abort("connectionreset");
    }
    return route.continue();
  });

  const chooser = page.waitForEvent("filechooser");
  await page.locator("main").getByRole("button", { name: "Add pictures" }).click();
  // From the disk: sent to the browser as a message it would take as long as the rest of this.
  await mkdir(info.outputDir, { recursive: true });
  await writeFile(info.outputPath("noise.png"), file);
  await (await chooser).setFiles(info.outputPath("noise.png"));
  await expect(page.getByRole("region", { name: "Uploads" })).toContainText("1 picture sealed");

  expect(cuts).toBe(1);
  // Nothing that had arrived was sent again: the broken part alone was, from its beginning.
  expect(offsets).toEqual([0, 16 * MEBIBYTE, 16 * MEBIBYTE, 32 * MEBIBYTE]);
  await page.unrouteAll({ behavior: "wait" });

  const sizes = await page.evaluate(async () => {
    const { items } = (await (await fetch("/api/images")).json()) as { items: { id: string }[] };
    const original = await fetch(`/api/images/${items[0]?.id}/renditions/original`);
    return [items.length, (await original.arrayBuffer()).byteLength];
  });
  expect(sizes).toEqual([1, file.length]);
});
