import type { Page } from "@playwright/test";
import { apiClient } from "../support/api-client.ts";
import { expect, test } from "../support/journey.ts";
import { photograph, photographs } from "../support/photographs.ts";
import type { RunningServer } from "../support/running-server.ts";

// Two devices of one person: what one of them does appears on the other, and so does the end.

const EMAIL = "ada@example.org";
const PASSWORD = "Violet7!harbour-Quilt";

async function makeAccount(safelight: RunningServer) {
  const link = await safelight.link("register");
  const invitation = link.slice(link.indexOf("#") + 1);
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email: EMAIL, password: PASSWORD, vault: "managed", invitation });
  expect((await client.post("/api/sessions", { email: EMAIL, password: PASSWORD })).status).toBe(201);
  return client;
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/gallery");
  await page.getByLabel("E-mail address").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  const listening = page.waitForResponse((response) => response.url().endsWith("/api/events"));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Pictures", exact: true })).toBeAttached();
  expect((await listening).status()).toBe(200);
}

test("pictures come, change, go and come back on the other device, and its end is seen at once", async ({
  page,
  browser,
  safelight,
  keepStates,
  expectFault,
}) => {
  const device = await makeAccount(safelight);
  await signIn(page);
  await expect(page.getByText("Nothing here yet")).toBeVisible();

  // A browser of its own, where somebody uploads as people do.
  const context = await browser.newContext({ baseURL: safelight.origin });
  const other = await context.newPage();
  await signIn(other);
  const { bytes } = await photograph(0, { longSide: 800 });
  const chooser = other.waitForEvent("filechooser");
  await other.locator("main").getByRole("button", { name: "Add pictures" }).click();
  await (await chooser).setFiles([{ name: "Pantai.jpg", mimeType: "image/jpeg", buffer: bytes }]);
  await expect(page.getByRole("img", { name: /^Pantai\.jpg/ })).toBeVisible();
  await expect(other.getByRole("img", { name: /^Pantai\.jpg/ })).toBeVisible();
  await expect(page.getByText("1 picture", { exact: true })).toBeVisible();
  await keepStates("live-arrived");

  const { items } = (await device.get("/api/images")).body as { items: { id: string }[] };
  const id = items[0]?.id ?? "";
  await device.patch(`/api/images/${id}`, { caption: "Matahari terbenam" });
  await expect(page.getByRole("img", { name: "Matahari terbenam" })).toBeVisible();
  await device.patch(`/api/images/${id}`, { takenAt: "2019-03-02T10:00:00" });
  await expect(page.getByRole("heading", { name: "March 2019" })).toBeVisible();
  await device.delete(`/api/images/${id}`);
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await device.post(`/api/trash/${id}/restore`);
  await expect(page.getByRole("img", { name: "Matahari terbenam" })).toBeVisible();

  // An album that is looked at is deleted on the other device: it shows that, and nothing of what it held.
  const album = (await device.post("/api/albums", { name: "Bali" })).body as { id: string };
  await device.put(`/api/albums/${album.id}/images/${id}`);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Albums" }).click();
  await page.getByRole("link", { name: /^Bali/ }).click();
  await expect(page.getByRole("img", { name: "Matahari terbenam" })).toBeVisible();
  expectFault(/status of 404/);
  await device.delete(`/api/albums/${album.id}`);
  await expect(page.getByRole("main").getByRole("link", { name: "Albums" })).toBeVisible();
  await expect(page.getByRole("img", { name: "Matahari terbenam" })).toHaveCount(0);
  await keepStates("live-album-gone");

  // The server is told to end every other session: both browsers are at the door before anybody touches them.
  expectFault(/status of 401/);
  expect((await device.post("/api/sessions/end-others")).status).toBe(204);
  for (const ended of [page, other]) {
    await expect(ended.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
    await expect(ended.getByRole("img", { name: "Matahari terbenam" })).toHaveCount(0);
  }
  await context.close();
});

test("a lock in one tab locks the other at once, and what was missed meanwhile is there afterwards", async ({
  page,
  context,
  safelight,
}) => {
  const device = await makeAccount(safelight);
  await signIn(page);
  const tab = await context.newPage();
  await tab.goto("/gallery");
  await expect(tab.getByText("Nothing here yet")).toBeVisible();

  await page.getByRole("button", { name: EMAIL }).click();
  await page.getByRole("menuitem", { name: "Lock now" }).click();
  for (const locked of [page, tab]) {
    await expect(locked.getByRole("button", { name: "Unlock", exact: true })).toBeVisible();
  }
  const { bytes } = await photograph(0, { longSide: 800 });
  expect((await device.upload(bytes, { name: "Gunung.jpg" })).status).toBe(201);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  for (const unlocked of [page, tab]) {
    await expect(unlocked.getByRole("img", { name: /^Gunung\.jpg/ })).toBeVisible();
  }
  // No word of leaving elsewhere to the one who has locked it here.
  await expect(page.getByText("signed out", { exact: false })).toHaveCount(0);
});

test("who is leaving asks for nothing more, and who could not leave goes on and has missed nothing", async ({
  page,
  safelight,
  expectFault,
}) => {
  const device = await makeAccount(safelight);
  const { bytes } = await photograph(0, { longSide: 800 });
  expect((await device.upload(bytes, { name: "Gunung.jpg" })).status).toBe(201);
  const { items } = (await device.get("/api/images")).body as { items: { id: string }[] };
  await signIn(page);
  await expect(page.getByRole("img", { name: /^Gunung\.jpg/ })).toBeVisible();

  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const leave = async () => {
    await page.getByRole("button", { name: EMAIL }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
  };
  /** Lets a change of the other device come while the server thinks about the end of the session. */
  const meanwhile = async (caption: string, end: "continue" | "abort") => {
    await page.route("**/api/sessions/current", async (route) => {
      asked.length = 0;
      expect((await device.patch(`/api/images/${items[0]?.id}`, { caption })).status).toBe(200);
      // Longer than changes are gathered for.
      await page.waitForTimeout(600);
      await route[end]();
    });
    await leave();
  };

  expectFault(/ERR_FAILED/);
  await meanwhile("Kabut pagi", "abort");
  await expect(page.getByRole("img", { name: "Kabut pagi" })).toBeVisible();
  expect(asked[0]).toBe("GET /api/events");

  await page.unroute("**/api/sessions/current");
  await meanwhile("Matahari terbit", "continue");
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
  expect(asked.filter((path) => /\/(images|timeline|events)/.test(path))).toEqual([]);
});

test("who leaves while pictures come gives them up, and who could not leave gets them all the same", async ({
  page,
  safelight,
  expectFault,
}) => {
  const device = await makeAccount(safelight);
  for (const { bytes, name } of await photographs(4, { longSide: 400 })) {
    expect((await device.upload(bytes, { name })).status).toBe(201);
  }
  await signIn(page);
  await expect(page.locator("main img")).toHaveCount(4);

  /** Sends thumbnails on their way only once the server has answered. */
  const leaveBeforePicturesCome = async (end: "fulfill" | "abort") => {
    const answered = Promise.withResolvers<void>();
    const asked: string[] = [];
    await page.route(/\/renditions\/thumb$/, async (route) => {
      asked.push(route.request().url());
      await answered.promise;
      // Given up meanwhile, if all is well.
      await route.continue().catch(() => undefined);
    });
    await page.route("**/api/sessions/current", async (route) => {
      if (route.request().method() !== "DELETE") return await route.fallback();
      const response = end === "fulfill" ? await route.fetch() : null;
      answered.resolve();
      // As long as an answer may need.
      await page.waitForTimeout(600);
      if (response === null) await route.abort();
      else await route.fulfill({ response });
    });
    await page.reload();
    await expect.poll(() => asked.length).toBe(4);
    await page.getByRole("button", { name: EMAIL }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
  };

  expectFault(/ERR_FAILED/);
  await leaveBeforePicturesCome("abort");
  await expect
    .poll(() =>
      page.evaluate(
        "[...document.querySelectorAll('main img')].filter((img) => img.naturalWidth > 0).length",
      ),
    )
    .toBe(4);
  await page.unrouteAll({ behavior: "wait" });

  await leaveBeforePicturesCome("fulfill");
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
});
