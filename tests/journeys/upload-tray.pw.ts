import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page, Route } from "@playwright/test";
import { openVault } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";

// Adding pictures: what the tray says of each file, and what happens when the way to the server is not clear.

test.use({ server: "shared" });

interface Picked {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

async function pictures(count: number): Promise<Picked[]> {
  return (await photographs(count, { longSide: 800 })).map(({ name, bytes }) => ({
    name,
    mimeType: "image/jpeg",
    buffer: bytes,
  }));
}

async function pick(page: Page, files: readonly Picked[]): Promise<void> {
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles([...files]);
}

const tray = (page: Page): Locator => page.getByRole("region", { name: "Uploads" });
const row = (page: Page, name: string): Locator => tray(page).getByRole("listitem").filter({ hasText: name });

const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();

/** What stands between the page and the server, for each upload: by turns, without a moment in which nothing does. */
interface Way {
  /** The next `count` uploads end as `end` says, the others reach the server. */
  disturb(count: number, end: (route: Route) => Promise<void>): void;
  /** Keeps uploads from reaching the server until they are let through. */
  hold(): { release: () => void };
}

async function onTheWay(page: Page): Promise<Way> {
  let gate: Promise<void> | null = null;
  let left = 0;
  let disturbance: (route: Route) => Promise<void> = (route) => route.continue();
  await page.route("**/api/images", async (route) => {
    if (route.request().method() !== "POST") return await route.continue();
    const isDisturbed = gate === null && left > 0;
    if (isDisturbed) left -= 1;
    await gate;
    // The page may have given the request up meanwhile.
    await (isDisturbed ? disturbance(route) : route.continue()).catch(() => undefined);
  });
  return {
    disturb: (count, end) => {
      left = count;
      disturbance = end;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      const release = () => {
        gate = null;
        resolve();
      };
      return { release };
    },
  };
}

test("each file says what becomes of it, and the pictures stand in their months without a reload", async ({
  page,
  safelight,
  keepStates,
  expectFault,
}) => {
  test.slow();
  expectFault(/status of 415/);
  const [known, ...fresh] = await pictures(6);
  await openVault(page, safelight, [{ name: known!.name, bytes: known!.buffer }]);
  await page.goto("/gallery");
  await expect(page.locator("main [data-picture]")).toHaveCount(1);
  const way = await onTheWay(page);
  const gate = way.hold();
  const fake = { name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") };
  await pick(page, [known!, fake, ...fresh]);
  await expect(tray(page)).toContainText("Adding 1 of 7");
  // Three at a time, the others wait.
  await expect(tray(page).getByText(/^(Sending|Checking)/)).toHaveCount(3);
  await expect(tray(page).getByText("Waiting", { exact: true })).toHaveCount(4);
  const warns = () =>
    page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))") as Promise<boolean>;
  expect(await warns()).toBe(true);
  await keepStates("tray-sending");

  // They go on while the person is elsewhere.
  await goTo(page, "Trash");
  await expect(page).toHaveURL(/trash/);
  gate.release();
  await expect(tray(page)).toContainText("5 pictures sealed, 1 was already here, 1 file not added", {
    timeout: 60_000,
  });
  await expect(row(page, "holiday.jpg")).toContainText("This is not a picture that is taken here");
  await expect(row(page, "holiday.jpg")).toContainText("Save it as JPEG");
  await expect(row(page, known!.name)).toContainText("Already here");
  await expect(row(page, fresh[0]!.name)).toContainText("Sealed.");
  expect(await warns()).toBe(false);
  await keepStates("tray-done");

  await goTo(page, "Pictures");
  await expect(page.locator("main [data-picture]")).toHaveCount(6);
  // Neither lies over the other when they are chosen.
  await page.locator("main [data-picture]").first().focus();
  await page.keyboard.press("Control+a");
  const bar = page.getByRole("toolbar", { name: "Selected pictures" });
  await expect(bar).toContainText("6 selected");
  const [one, other] = [(await tray(page).boundingBox())!, (await bar.boundingBox())!];
  const isApart = (at: "x" | "y", size: "width" | "height") =>
    one[at] + one[size] <= other[at] || other[at] + other[size] <= one[at];
  expect(isApart("x", "width") || isApart("y", "height")).toBe(true);
  await bar.getByRole("button", { name: "Clear the selection" }).click();
  await row(page, fresh[0]!.name).getByRole("link").click();
  await expect(page.getByRole("dialog", { name: new RegExp(fresh[0]!.name) })).toBeVisible();
});

test("a lost connection and a busy server are waited for, and the files go on by themselves", async ({
  page,
  safelight,
  expectFault,
  keepStates,
}) => {
  test.slow();
  expectFault(/net::ERR_|status of 503/);
  await openVault(page, safelight, []);
  await page.goto("/gallery");
  const files = await pictures(2);
  const way = await onTheWay(page);
  // Lost three times: the rests grow, so that one of them is long enough to be read.
  way.disturb(3, (route) => route.abort("connectionreset"));
  await pick(page, [files[0]!]);
  await expect(row(page, files[0]!.name)).toContainText("Connection lost. Goes on by itself.");
  await expect(tray(page)).toContainText("1 picture sealed", { timeout: 60_000 });

  way.disturb(1, (route) =>
    route.fulfill({
      status: 503,
      headers: { "content-type": "application/problem+json", "retry-after": "4" },
      body: JSON.stringify({
        type: "urn:safelight:problem:decoders.busy",
        title: "busy",
        status: 503,
        code: "decoders.busy",
        instance: "a",
      }),
    }),
  );
  await pick(page, [files[1]!]);
  await expect(row(page, files[1]!.name)).toContainText("The server is busy. Goes on by itself.");
  await keepStates("tray-busy");
  await expect(tray(page)).toContainText("2 pictures sealed", { timeout: 60_000 });
});

test("files are halted, gone on with, taken out and tried again", async ({
  page,
  safelight,
  expectFault,
  keepStates,
}) => {
  test.slow();
  expectFault(/status of 500|net::ERR_/);
  await openVault(page, safelight, []);
  await page.goto("/gallery");
  const files = await pictures(5);
  const way = await onTheWay(page);
  const gate = way.hold();
  await pick(page, files);
  await tray(page).getByRole("button", { name: "Pause" }).click();
  await expect(tray(page)).toContainText("Paused, 5 files to go");
  await expect(tray(page).getByText("Waiting", { exact: true })).toHaveCount(5);
  await keepStates("tray-paused");
  await tray(page)
    .getByRole("button", { name: `Cancel ${files[4]!.name}` })
    .click();
  await expect(tray(page)).toContainText("Paused, 4 files to go");
  gate.release();
  way.disturb(4, (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "proxy error" }));
  await tray(page).getByRole("button", { name: "Go on" }).click();
  await expect(tray(page)).toContainText("4 files not added");
  await tray(page)
    .getByRole("button", { name: `Retry ${files[0]!.name}` })
    .click();
  await expect(row(page, files[0]!.name)).toContainText("Sealed.", { timeout: 60_000 });
  await tray(page).getByRole("button", { name: "Retry all" }).click();
  await expect(tray(page)).toContainText("4 pictures sealed", { timeout: 60_000 });
  await tray(page).getByRole("button", { name: "Close", exact: true }).click();
  await expect(tray(page)).toHaveCount(0);
});

test("files come by drop, by paste and as a folder, and thousands of them leave the page alive", async ({
  page,
  safelight,
  expectFault,
}) => {
  test.slow();
  expectFault(/net::ERR_/);
  await openVault(page, safelight, []);
  await page.goto("/gallery");
  // What takes files has come as well.
  await expect(page.locator("input[type=file]")).toHaveCount(2);
  const [one, two, three] = await pictures(3);

  const hand = (kind: "drop" | "paste", file: Picked): Promise<unknown> =>
    page.evaluate(
      `(() => {
        const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob("${file.buffer.toString("base64")}"), (c) => c.charCodeAt(0));
        transfer.items.add(new File([bytes], "${file.name}", { type: "image/jpeg" }));
        const event = "${kind}" === "drop"
          ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
      })()`,
    );
  await hand("drop", one!);
  await expect(tray(page)).toContainText("1 picture sealed", { timeout: 60_000 });
  await hand("paste", two!);
  await expect(tray(page)).toContainText("2 pictures sealed", { timeout: 60_000 });

  const folder = await mkdtemp(join(tmpdir(), "safelight-folder-"));
  await writeFile(join(folder, three!.name), three!.buffer);
  await writeFile(join(folder, ".DS_Store"), "litter");
  await page.locator("input[type=file][webkitdirectory]").setInputFiles(folder);
  await expect(tray(page)).toContainText("3 pictures sealed", { timeout: 60_000 });
  await rm(folder, { recursive: true });
  await expect(page.locator("main [data-picture]")).toHaveCount(3);
  await tray(page).getByRole("button", { name: "Close", exact: true }).click();

  (await onTheWay(page)).hold();
  await page.evaluate(`(() => {
    const transfer = new DataTransfer();
    for (let i = 0; i < 3000; i++) transfer.items.add(new File(["x" + i], i + ".jpg", { type: "image/jpeg" }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  })()`);
  await expect(tray(page)).toContainText("Adding 1 of 3,000");
  await expect(tray(page)).toContainText("2,940 files more");
  await expect(tray(page).getByRole("listitem")).toHaveCount(61);
  await tray(page).getByRole("button", { name: "Cancel all" }).click();
  await expect(tray(page)).toHaveCount(0);
});
