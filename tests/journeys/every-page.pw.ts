import type { Page } from "@playwright/test";
import { findViolations } from "../support/accessibility.ts";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { PASSWORD } from "../support/browser-account.ts";
import { findMisfits } from "../support/fits.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";
import type { RunningServer } from "../support/running-server.ts";

// Every page there is, in the states that it can be in: nothing for axe to find in either theme, nothing to the
// side of the smallest window, nothing too small to be hit. All in one vault, on one server.

const EMAIL = "ada@example.org";
const LONG_NAME = "Perjalanan-keluarga-mempertanggungjawabkan-ketidakseimbangan-musim-kemarau-2026";

const tokenOf = (link: string) => link.slice(link.indexOf("#") + 1);

/** The first account, an administrator's, signed in by API; and in the page's browser. */
async function arrive(page: Page, safelight: RunningServer): Promise<ApiClient> {
  const client = apiClient(safelight.origin);
  const invitation = tokenOf(await safelight.link("register"));
  const account = { email: EMAIL, password: PASSWORD, vault: "managed", invitation };
  expect((await client.post("/api/accounts", account)).status).toBe(202);
  await signIn(page, client);
  return client;
}

async function signIn(page: Page, client: ApiClient): Promise<void> {
  expect((await client.post("/api/sessions", { email: EMAIL, password: PASSWORD })).status).toBe(201);
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url: client.origin }));
  await page.context().addCookies(cookies);
}

const idOf = (body: unknown): string => {
  const { image, id } = body as { image?: { id: string }; id?: string };
  return image?.id ?? id ?? "";
};

/** Pictures in the timeline, in an album with a very long name, among the favourites and in the trash. */
async function fill(client: ApiClient): Promise<{ pictures: readonly string[]; album: string }> {
  const pictures: string[] = [];
  for (const [at, { bytes, name }] of (await photographs(6, { longSide: 400 })).entries()) {
    const reply = await client.upload(bytes, { name: at === 0 ? `${LONG_NAME}.jpg` : name });
    expect(reply.status).toBe(201);
    pictures.push(idOf(reply.body));
  }
  const album = idOf((await client.post("/api/albums", { name: LONG_NAME, description: LONG_NAME })).body);
  await client.post("/api/albums", { name: "Lake" });
  const bulk = async (action: string, imageIds: readonly string[], albumId?: string) =>
    expect((await client.post("/api/bulk", { action, imageIds, albumId })).status).toBe(200);
  await bulk("add-to-album", pictures.slice(0, 3), album);
  await bulk("favourite", pictures.slice(1, 4));
  await bulk("trash", pictures.slice(4));
  return { pictures, album };
}

test("every page in every state is accessible, fits and can be hit, in both themes", async ({
  page,
  safelight,
  expectFault,
}, info) => {
  test.slow();
  // Addresses that lead nowhere are asked for, and links that were never sent.
  expectFault(/the server responded with a status of 4\d\d/);
  const isPhone = info.project.name.endsWith("phone");
  const wide = page.viewportSize() ?? { width: 1440, height: 900 };
  // A phone of the smallest kind; and a window of 1280 by 720 pixels at twice its size.
  const narrow = isPhone ? { width: 320, height: 568 } : { width: 640, height: 360 };

  /** Rows are laid out anew after the window has changed, so it is asked until they are. */
  const expectFits = (name: string, forThumbs: boolean): Promise<void> =>
    expect
      .configure({ soft: true })
      .poll(() => findMisfits(page, { forThumbs }), { message: name, timeout: 30_000 })
      .toEqual([]);

  /** Looks at the page as it is now. Says all that is wrong with it before anything fails. */
  const look = async (name: string): Promise<void> => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: `screenshots/${info.project.name}/every/${name}-${colorScheme}.png` });
      const found = await findViolations(page, colorScheme === "dark" ? "all" : "colour");
      expect.soft(found, `${name}, ${colorScheme}`).toEqual([]);
    }
    await expectFits(name, isPhone);
    await page.setViewportSize(narrow);
    await expectFits(`${name}, narrow`, false);
    await page.setViewportSize(wide);
  };
  const visit = async (address: string, name: string): Promise<void> => {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await look(name);
  };

  await test.step("the doors", async () => {
    await visit("/sign-in", "sign-in");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await look("sign-in-refused");
    await visit("/register", "register");
    await visit("/forgotten", "forgotten");
    await visit("/forgotten/code", "forgotten-code");
    for (const door of ["verify", "reset", "new-address", "keep-address", "keep-vault", "keep-account"])
      await visit(`/${door}#no-token-of-ours`, door);
    await visit("/farewell", "farewell");
    await visit("/no-such-page", "not-found");
  });

  const client = await arrive(page, safelight);

  await test.step("an empty vault", async () => {
    for (const address of ["gallery", "albums", "favourites", "trash", "search"])
      await visit(`/${address}`, `${address}-empty`);
    await visit("/gallery/aaaaaaaaaaaaaaaaaaaaaaaaaa", "viewer-nothing");
    await visit("/albums/aaaaaaaaaaaaaaaaaaaaaaaaaa", "album-nothing");
  });

  const { pictures, album } = await fill(client);

  await test.step("a vault with pictures", async () => {
    await visit("/gallery", "gallery");
    await expect(page.locator("main img").first()).toBeVisible();
    await page.keyboard.press("Control+a");
    await expect(page.getByText("4 selected").first()).toBeVisible();
    await look("gallery-selected");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await look("keys");
    await visit("/albums", "albums");
    await page.getByRole("button", { name: "New album" }).click();
    await look("albums-new");
    await visit(`/albums/${album}`, "album");
    await page.keyboard.press("Control+a");
    await look("album-selected");
    await page.getByRole("button", { name: "Remove from album" }).click();
    await expect(page.getByText("Nothing in this album yet")).toBeVisible();
    // What can be taken back is offered for a while only, and looking takes its time.
    await page.keyboard.press("Control+z");
    await expect(page.getByText("3 pictures").first()).toBeVisible();
    await page.keyboard.press("Control+a");
    await page.getByRole("button", { name: "Remove from album" }).click();
    await expect(page.getByText("Nothing in this album yet")).toBeVisible();
    await look("album-undo");
    await visit("/favourites", "favourites");
    await visit("/trash", "trash");
    await visit("/search", "search");
    await page.getByRole("searchbox").fill("DSC");
    await expect(page.getByText(/pictures? found/).first()).toBeVisible();
    await look("search-found");
    await page.getByRole("searchbox").fill("no such thing");
    await expect(page.getByText("No picture matches all of that")).toBeVisible();
    await look("search-nothing");
    await visit(`/gallery/${pictures[0]}`, "viewer");
    await page.keyboard.press("i");
    await expect(page.getByLabel("Caption")).toBeVisible();
    await look("viewer-details");
  });

  const settings = ["profile", "security", "vault", "tokens", "my-data"];
  await test.step("settings and administration", async () => {
    for (const part of settings) await visit(`/settings/${part}`, `settings-${part}`);
    for (const part of ["vault/kit", "vault/try-code", "vault/seal", "vault/rotate", "ways-in"])
      await visit(`/settings/${part}`, `settings-${part.replace("/", "-")}`);
    await visit("/settings/authenticator", "settings-authenticator");
    await visit("/settings/backup-codes", "settings-backup-codes");
    for (const part of ["people", "invitations"]) await visit(`/admin/${part}`, `admin-${part}`);
  });

  await test.step("in Indonesian", async () => {
    expect((await client.patch("/api/account", { language: "id" })).status).toBe(200);
    for (const address of ["gallery", "albums", "settings/security", "settings/vault", "admin/people"])
      await visit(`/${address}`, `id-${address.replace("/", "-")}`);
    expect((await client.patch("/api/account", { language: "en" })).status).toBe(200);
  });

  await test.step("what goes wrong", async () => {
    expectFault(/Failed to load resource/);
    expect((await client.post("/api/vault/lock")).status).toBeLessThan(300);
    await visit("/gallery", "unlock");
    await expect(page.getByRole("heading", { name: "Unlock your vault" })).toBeVisible();
    await signIn(page, client);
    await visit("/gallery", "gallery-again");
    // The albums are asked for when the server has gone: the page says so, and offers to try again.
    await safelight.stop();
    await page.getByRole("link", { name: "Albums" }).first().click();
    await expect(page.getByRole("button", { name: "Try again" }).first()).toBeVisible();
    await look("albums-no-server");
    await page.goto("/gallery");
    await expect(page.getByRole("link", { name: "Try again" })).toBeVisible();
    await look("offline");
  });
});

test("the bar above fits between a phone and a desk", async ({ page, safelight }) => {
  await arrive(page, safelight);
  await page.goto("/gallery");
  await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
  for (const width of [768, 820, 1024, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    await expect.poll(() => findMisfits(page, { forThumbs: false }), { message: `${width}` }).toEqual([]);
  }
});
