import { addPictures, becomeFirst, PASSWORD } from "../support/browser-account.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";

// What a browser still holds when somebody has signed out, and whom it talked to meanwhile.

const CAPTION = "canary: the harbour where we hid";

/** Everything that a page can keep in a browser, as one text. */
const READ_ALL = `(async () => {
  const found = [];
  for (const store of [localStorage, sessionStorage]) {
    for (let at = 0; at < store.length; at++) found.push(["storage", store.key(at), store.getItem(store.key(at))]);
  }
  for (const { name } of await indexedDB.databases()) found.push(["database", name]);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      if (!answer) continue;
      const type = answer.headers.get("content-type") ?? "";
      found.push(["cache", request.url, type, /^text|json/.test(type) ? await answer.text() : ""]);
    }
  }
  const folder = await navigator.storage.getDirectory();
  for await (const name of folder.keys()) found.push(["file", name]);
  found.push(["page", location.href, JSON.stringify(history.state), document.title, document.body.innerText]);
  found.push(["cookies", document.cookie]);
  return found;
})()`;

test("after signing out nothing private is left in the browser, and nothing was asked of anybody else", async ({
  page,
  context,
  safelight,
}) => {
  const strangers: string[] = [];
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(safelight.origin) && !/^(blob|data):/.test(url)) strangers.push(url);
  });
  const account = await becomeFirst(page, safelight);
  const [photo] = await photographs(1, { longSide: 800 });
  if (!photo) throw new Error("no photograph");
  const name = "canary-harbour.jpg";
  await addPictures(page, [{ name, bytes: photo.bytes }]);

  await page.goto("/settings/profile");
  await page.getByLabel("Appearance", { exact: true }).selectOption("light");
  await page.goto("/gallery");
  await expect(page.locator("main img").first()).toBeVisible();
  await page.locator('main a[href^="/gallery/"], main [data-picture]').first().click();
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}/);
  const imageId = page.url().split("/").at(-1) ?? "";
  await page.getByRole("button", { name: "Details" }).click();
  await page.getByLabel("Caption").fill(CAPTION);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.goto("/settings/my-data");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const during = JSON.stringify(await page.evaluate(READ_ALL));
  for (const secret of [name, CAPTION, imageId, PASSWORD]) expect(during).not.toContain(secret);

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const found = (await page.evaluate(READ_ALL)) as string[][];
  const text = JSON.stringify(found);
  for (const secret of [account.email, name, CAPTION, imageId, PASSWORD, "/settings/my-data"]) {
    expect(text).not.toContain(secret);
  }
  expect(found.filter(([kind]) => kind === "storage" || kind === "database" || kind === "file")).toEqual([]);
  for (const [kind, address] of found) {
    if (kind === "cache")
      expect(address).toMatch(/\/(assets\/[\w.-]+|offline\.html|offline\.css|icon\.svg)$/);
  }
  expect(
    (await context.cookies())
      .map((cookie) => `${cookie.name} ${cookie.name === "safelight-look" ? cookie.value : ""}`)
      .toSorted(),
  ).toEqual(["safelight-browser ", "safelight-look browser.light"]);

  // The way back leads to the door, and shows nothing on it.
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.locator("body").innerText()).not.toContain(account.email);
  expect(strangers).toEqual([]);
});
