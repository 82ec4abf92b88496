import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { createImage } from "#contract/images.ts";
import { openVault, PASSWORD, type VaultFile } from "../support/browser-vault.ts";
import { expect as soon, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";
import { simulateTimeline } from "../support/simulated-timeline.ts";

// The timeline as a place: going anywhere in it at once, finding it where it was left, and what it says when
// something goes wrong.

test.use({ server: "shared" });

/** Waits on conditions alone, however busy the machine is. */
const expect = soon.configure({ timeout: 40_000 });

const camera = async (count: number): Promise<VaultFile[]> => [
  ...(await photographs(count, { longSide: 600 })),
];
const scrubber = (page: Page) => page.getByRole("slider", { name: "Go to a month" });
const heading = (page: Page, month: string) => page.getByRole("heading", { name: month, exact: true });
const tileCount = (page: Page) => page.locator("[data-picture]").count();

/** Counts what would keep pictures in memory behind the page's back. */
const COUNT_OBJECT_URLS = `window.objectUrls = 0;
  const make = URL.createObjectURL, drop = URL.revokeObjectURL;
  URL.createObjectURL = (of) => { window.objectUrls += 1; return make.call(URL, of); };
  URL.revokeObjectURL = (url) => { window.objectUrls -= 1; drop.call(URL, url); };`;

test("a million pictures: the scrubber reaches every end, and what lies behind is let go", async ({
  page,
  safelight,
}) => {
  test.slow();
  await page.addInitScript({ content: COUNT_OBJECT_URLS });
  await openVault(page, safelight, []);
  const { months, idOf, asked } = await simulateTimeline(page, 500, 2000);
  const [first, last] = [months[0]!, months.at(-1)!];
  await page.goto("/gallery");
  await expect(page.locator(`[data-picture="${idOf(first.month, 0)}"] img`)).toBeVisible();

  await scrubber(page).focus();
  await page.keyboard.press("PageDown");
  await expect(scrubber(page)).toHaveAttribute("aria-valuetext", "December 2025, 2,000 pictures");
  await expect(heading(page, "December 2025")).toBeInViewport();
  await page.keyboard.press("ArrowDown");
  await expect(heading(page, "November 2025")).toBeInViewport();
  await expect(page.locator(`[data-picture="${idOf("2025-11", 0)}"] img`)).toBeVisible();

  // Through the years without waiting: what flies by is not asked for.
  for (let year = 0; year < 30; year += 1) await page.keyboard.press("PageDown");
  await expect(heading(page, "December 1995")).toBeInViewport();
  await expect(page.locator(`[data-picture="${idOf("1995-12", 0)}"] img`)).toBeVisible();
  expect(asked.filter((path) => path.endsWith("/layout")).length).toBeLessThan(60);

  // The last month, the very last picture in it, and back to the first.
  await page.keyboard.press("End");
  await expect(heading(page, "May 1985")).toBeInViewport();
  await page.locator(`[data-picture="${idOf(last.month, 0)}"]`).focus();
  await page.keyboard.press("End");
  const lastPicture = page.locator(`[data-picture="${idOf(last.month, last.count - 1)}"]`);
  await expect(lastPicture).toBeInViewport();
  await expect(lastPicture.locator("img")).toBeVisible();
  await expect(scrubber(page)).toHaveValue("499");
  expect(await tileCount(page)).toBeLessThan(200);
  await scrubber(page).focus();
  await page.keyboard.press("Home");
  await expect(page.locator(`[data-picture="${idOf(first.month, 0)}"]`)).toBeInViewport();
  expect(await tileCount(page)).toBeLessThan(200);
  expect(await page.evaluate("window.objectUrls")).toBe(0);
  // No browser is asked for an element taller than it can make.
  const heightOf = "document.documentElement.scrollHeight";
  expect(Number(await page.evaluate(heightOf))).toBeLessThan(8_100_000);
});

test("the middle of a month of 20,000 is there without what lies above it", async ({ page, safelight }) => {
  test.slow();
  await openVault(page, safelight, []);
  const { months, idOf, asked } = await simulateTimeline(page, 1, 20_000);
  await page.goto("/gallery");
  const { month } = months[0]!;
  await expect(page.locator(`[data-picture="${idOf(month, 0)}"] img`)).toBeVisible();
  await page.locator(`[data-picture="${idOf(month, 0)}"]`).focus();
  await page.keyboard.press("End");
  await expect(page.locator(`[data-picture="${idOf(month, 19_999)}"]`)).toBeFocused();
  await expect(page.locator(`[data-picture="${idOf(month, 19_999)}"] img`)).toBeVisible();
  await page.evaluate("scrollBy(0, -document.documentElement.scrollHeight / 2)");
  await expect.poll(() => page.locator("main img").count()).toBeGreaterThan(5);
  expect(asked.filter((path) => path === `/api/timeline/${month}`).length).toBeLessThan(12);
});

test("the place is kept over a reload, other pages, the viewer, and a session that ended elsewhere", async ({
  page,
  safelight,
  expectFault,
}) => {
  test.slow();
  const { client, email } = await openVault(page, safelight, await camera(36));
  await page.goto("/gallery");
  await expect(page.locator("main img").first()).toBeVisible();
  await scrubber(page).focus();
  await page.keyboard.press("ArrowDown");
  const month = (await scrubber(page).getAttribute("aria-valuetext"))?.split(",")[0] ?? "";
  await expect(heading(page, month)).toBeInViewport();
  await expect.poll(() => page.evaluate("history.state.timelineAt")).toBeGreaterThan(0);

  await page.reload();
  await expect(heading(page, month)).toBeInViewport();
  await page.getByRole("link", { name: "Trash" }).click();
  await expect(page).toHaveURL(/\/trash$/);
  await page.goBack();
  await expect(heading(page, month)).toBeInViewport();

  // A picture's own address, opened afresh: the timeline stands behind it where that picture is.
  const picture = page.locator("main [data-picture]").last();
  const id = (await picture.getAttribute("data-picture")) ?? "";
  await page.goto(`/gallery/${id}`);
  await expect(page.locator("[data-stage-picture] img").last()).toHaveJSProperty("complete", true);
  await page.keyboard.press("Escape");
  await expect(page.locator(`main [data-picture="${id}"]`)).toBeFocused();
  await expect(page.locator(`main [data-picture="${id}"]`)).toBeInViewport();

  // Signed out on another device: to the door, and back to the same picture.
  expectFault(/status of 401/);
  await page.locator(`main [data-picture="${id}"]`).press("Enter");
  await expect(page).toHaveURL(new RegExp(id));
  await client.request("DELETE", "/api/sessions/current");
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(id));
  await page.keyboard.press("Escape");
  await expect(page.locator(`main [data-picture="${id}"]`)).toBeInViewport();
});

test("a picture that is left before its month is laid out takes the focus once it stands there", async ({
  page,
  safelight,
}) => {
  const { images } = await openVault(page, safelight, await camera(6));
  const { id } = images.at(-1)!;
  const isAsked = Promise.withResolvers<void>();
  const layout = Promise.withResolvers<void>();
  await page.route(/\/api\/timeline\/[\d-]+\/layout$/, async (route) => {
    isAsked.resolve();
    await layout.promise;
    await route.fallback();
  });
  await page.goto(`/gallery/${id}`);
  await expect(page.locator("[data-stage-picture] img").last()).toHaveJSProperty("complete", true);
  await isAsked.promise;
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/gallery$/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  layout.resolve();
  await expect(page.locator(`main [data-picture="${id}"]`)).toBeFocused();
});

test("a month that did not load says so and is tried again in its place", async ({
  page,
  safelight,
  expectFault,
  keepStates,
}) => {
  await openVault(page, safelight, await camera(6));
  expectFault(/status of 500|ERR_FAILED|Failed to fetch/);
  let isBroken = true;
  await page.route(/\/api\/timeline\/[\d-]+\/layout$/, (route) =>
    isBroken ? route.fulfill({ status: 500, body: "no" }) : route.fallback(),
  );
  await page.goto("/gallery");
  await expect(page.getByRole("alert").filter({ hasText: "did not load" }).first()).toBeVisible();
  await keepStates("month-failed");
  isBroken = false;
  await page.getByRole("button", { name: "Try again" }).first().click();
  await expect(page.locator("main img").first()).toBeVisible();
});

test("a month that got no answer is asked for again by itself", async ({ page, safelight, expectFault }) => {
  await openVault(page, safelight, await camera(2));
  expectFault(/ERR_FAILED|Failed to fetch/);
  const layouts = /\/api\/timeline\/[\d-]+\/layout$/;
  await page.route(layouts, (route) => route.abort());
  await page.goto("/gallery");
  await expect(page.getByRole("alert").filter({ hasText: "did not load" }).first()).toBeVisible();
  await page.unroute(layouts);
  await expect(page.locator("main img").first()).toBeVisible();
});

/** The score of a heading at the window's lower edge that moves by a few pixels; a tenth is where it disturbs. */
const MONTH_CORRECTED = 0.005;

/** Tells what moved, and by how much, without the person's own doing. */
const WATCH_SHIFTS = `window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries()
    .filter((entry) => !entry.hadRecentInput)
    .map(({ value, sources }) => ({ value, of: sources.map(({ node }) => node?.outerHTML?.slice(0, 200)) }))))
    .observe({ type: "layout-shift", buffered: true });`;

test.describe("at a desk", () => {
  test.use({ hasTouch: false, isMobile: false, viewport: { width: 1440, height: 900 } });

  test("nothing that comes in moves what is there already, while pictures load and while one scrolls", async ({
    page,
    safelight,
  }) => {
    await page.addInitScript({ content: WATCH_SHIFTS });
    await openVault(page, safelight, []);
    const { months, idOf } = await simulateTimeline(page, 40, 90);
    await page.goto("/gallery");
    await expect(page.locator(`[data-picture="${idOf(months[0]!.month, 0)}"] img`)).toBeVisible();
    await page.mouse.move(300, 400);
    for (let turn = 0; turn < 12; turn += 1) {
      await page.mouse.wheel(0, 700);
      await expect(page.locator("main [data-picture] img").first()).toBeVisible();
    }
    expect(await page.evaluate("window.shifts")).toEqual([]);
  });
});

test("nothing moves by itself: at the first load, over the months, around the viewer, and as a picture arrives", async ({
  page,
  safelight,
}) => {
  await page.addInitScript({ content: WATCH_SHIFTS });
  const [latest, ...others] = await camera(36);
  const { client } = await openVault(page, safelight, others);
  await page.goto("/gallery");
  await expect(page.locator("main img").first()).toBeVisible();
  const end = "document.documentElement.scrollHeight";
  for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
    await page.evaluate(`scrollTo(0, ${end} * ${share})`);
    await expect(page.locator("main [data-picture] img").first()).toBeVisible();
  }
  await page.locator("main [data-picture]").last().click();
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}$/);
  await expect(page.locator("[data-stage-picture] img:not(.opacity-0)").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/gallery$/);

  // Where somebody looks at the oldest, the newest comes in above without moving what they look at.
  const watched = page.locator("main [data-picture]").last();
  const place = () => watched.boundingBox();
  const before = await place();
  const told = page.waitForResponse((response) => /\/api\/timeline\/[\d-]+\/layout$/.test(response.url()));
  const reply = await client.upload(latest!.bytes, { name: latest!.name });
  await told;
  await page.evaluate("new Promise((go) => requestAnimationFrame(() => setTimeout(go, 200)))");
  expect(await place()).toEqual(before);
  await page.evaluate("scrollTo(0, 0)");
  await expect(page.locator(`[data-picture="${reply.as(createImage.replies[201]).image.id}"]`)).toBeVisible();
  // A month's height is a guess until its shapes come, and the month below may begin at the window's lower edge.
  const shifts = await page.evaluate<{ value: number }[]>("window.shifts");
  expect(shifts.filter(({ value }) => value > MONTH_CORRECTED)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test("a finger takes the scrubber's handle from the newest month to the oldest", async ({
    page,
    safelight,
  }) => {
    await openVault(page, safelight, []);
    const { months, idOf } = await simulateTimeline(page, 60, 200);
    await page.goto("/gallery");
    await expect(page.locator(`[data-picture="${idOf(months[0]!.month, 0)}"] img`)).toBeVisible();
    // It is the page's scrollbar, so there is no other.
    await expect(page.locator("html")).toHaveCSS("scrollbar-width", "none");
    // The handle comes with scrolling.
    await page.evaluate("scrollBy(0, 300)");
    const handle = await page.locator("[data-scrubber] div[aria-hidden]").boundingBox();
    const track = await page.locator("[data-scrubber]").boundingBox();
    const x = (handle?.x ?? 0) + (handle?.width ?? 0) / 2;
    const y = (handle?.y ?? 0) + (handle?.height ?? 0) / 2;
    const end = (track?.y ?? 0) + (track?.height ?? 0);
    const finger = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: at === undefined ? [] : [at] });
    await touch("touchStart", { x, y });
    await touch("touchMove", { x, y: (y + end) / 2 });
    await touch("touchMove", { x, y: end });
    await expect(scrubber(page)).toHaveValue("59");
    await touch("touchEnd");
    await expect(page.locator(`[data-picture="${idOf(months.at(-1)!.month, 199)}"] img`)).toBeVisible();
  });
});

test.describe("on a server whose stored bytes are damaged", () => {
  test.use({ server: "own" });

  test("a picture whose stored bytes fail their check says so in words", async ({
    page,
    safelight,
    expectFault,
    keepStates,
  }) => {
    await openVault(page, safelight, await camera(1));
    const blobs = join(safelight.dataFolder, "blobs");
    for (const name of await readdir(blobs, { recursive: true })) {
      if (!/_(original|view|thumb)$/.test(name)) continue;
      const bytes = await readFile(join(blobs, name));
      bytes[bytes.length - 20]! ^= 1;
      await writeFile(join(blobs, name), bytes);
    }
    expectFault(/status of 500/);
    await page.goto("/gallery");
    await expect(page.getByText("Damaged", { exact: true })).toBeVisible();
    await keepStates("picture-damaged");
    await page.locator("main [data-picture]").click();
    await expect(page.getByRole("heading", { name: "This picture is damaged" })).toBeVisible();
  });
});

test("an empty timeline invites, and says what it takes", async ({ page, safelight, keepStates }) => {
  await openVault(page, safelight, []);
  await page.goto("/gallery");
  await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();
  await expect(page.getByText(/up to 5 MB each/)).toBeVisible();
  await keepStates("timeline-empty");
});

test("a full timeline is accessible in both themes", async ({ page, safelight, keepStates }) => {
  await openVault(page, safelight, await camera(36));
  await page.goto("/gallery");
  await expect(page.locator("main img").first()).toBeVisible();
  await keepStates("timeline-full");
});
