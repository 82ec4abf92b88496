import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { addPictures, becomeFirst, PASSWORD } from "../support/browser-account.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";
import type { RunningServer } from "../support/running-server.ts";

// Safelight as an installed app: its manifest, its worker, no connection, and what a phone shares.

/** Waits until the worker stands before this page. */
async function workerControls(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate("navigator.serviceWorker.controller?.state"), { timeout: 60_000 })
    .toBe("activated");
}

/** Every address in Cache Storage, and the types of what is kept there. */
async function kept(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) {
        const type = (await cache.match(url))?.headers.get("content-type") ?? "";
        found.push(new URL(url).pathname + " " + type.split(";")[0]);
      }
    }
    return found;
  })()`);
}

/** What the browser does when somebody shares a file with the app. */
async function share(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const encoded = Buffer.from(bytes).toString("base64");
  await page.evaluate(`{
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
    const input = Object.assign(document.createElement("input"), { type: "file", name: "pictures" });
    const content = Uint8Array.from(atob("${encoded}"), (letter) => letter.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([content], ${JSON.stringify(name)}, { type: "image/jpeg" }));
    input.files = carried.files;
    form.append(input);
    document.body.append(form);
    form.submit();
  }`);
}

test("it can be installed, in the language of the page, and its icons are there", async ({
  page,
  safelight,
}) => {
  for (const [language, name] of [
    ["en", "Safelight: your private pictures"],
    ["id", "Safelight: foto pribadi Anda"],
  ] as const) {
    await page
      .context()
      .addCookies([{ name: "safelight-look", value: `${language}.system`, url: safelight.origin }]);
    await page.goto("/sign-in");
    const address = (await page.locator('link[rel="manifest"]').getAttribute("href")) ?? "";
    const reply = await page.request.get(address);
    expect(reply.headers()["content-type"]).toContain("application/manifest+json");
    const manifest = (await reply.json()) as {
      name: string;
      lang: string;
      display: string;
      icons: { src: string; type: string; purpose?: string }[];
      share_target: { action: string; method: string };
    };
    expect(manifest).toMatchObject({ name, lang: language, display: "standalone" });
    expect(manifest.share_target).toMatchObject({ action: "/share", method: "POST" });
    for (const icon of manifest.icons) {
      const picture = await page.request.get(icon.src);
      expect(picture.status(), icon.src).toBe(200);
      expect(picture.headers()["content-type"]).toContain(icon.type);
    }
  }
});

test("the worker keeps built files and the offline page, never a page, a picture or an answer", async ({
  page,
  context,
  safelight,
  keepStates,
  expectFault,
}) => {
  await becomeFirst(page, safelight);
  await addPictures(page, await photographs(4, { longSide: 800 }));
  await page.goto("/gallery");
  await workerControls(page);
  // A whole session with the worker in between.
  await page.reload();
  await expect(page.locator("main img").first()).toBeVisible();
  await page.locator('main a[href^="/gallery/"], main [data-picture]').first().click();
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}/);
  for (const address of ["/trash", "/settings/profile", "/settings/my-data", "/admin/people"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  const files = await kept(page);
  expect(files.length).toBeGreaterThan(10);
  expect(
    files.filter(
      (file) =>
        !/^\/(assets\/.+ text\/(javascript|css)|offline\.html text\/html|offline\.css text\/css|icon\.svg image\/svg\+xml)$/.test(
          file,
        ),
    ),
  ).toEqual([]);

  // Without a connection: a page without scripts that says so, and goes back by its link.
  expectFault(/net::ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await context.setOffline(true);
  await page.goto("/gallery");
  await expect(
    page.getByRole("heading", { name: "You are offline, or the server does not answer" }),
  ).toBeVisible();
  await expect(
    page.getByRole("heading", { name: "Anda sedang luring, atau server tidak menjawab" }),
  ).toBeVisible();
  expect(await page.locator("script").count()).toBe(0);
  await keepStates("offline-page");
  await context.setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.locator("main img").first()).toBeVisible();

  // Signing out clears everything that is kept, the worker as well; it comes back with the offline page alone.
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect
    .poll(
      async () =>
        await page.evaluate(
          "navigator.serviceWorker.getRegistration().then((known) => known?.active?.state)",
        ),
      { timeout: 60_000 },
    )
    .toBe("activated");
  expect((await kept(page)).filter((file) => !/^\/(assets\/|offline\.|icon\.svg)/.test(file))).toEqual([]);
});

/** Stands before a server as a proxy would, and gives out the worker as `edit` makes it. */
async function inFrontOf(safelight: RunningServer, edit: (code: string) => string) {
  const proxy = createServer((request, response) => {
    void (async () => {
      const answer = await fetch(new URL(request.url ?? "/", safelight.origin));
      const text = await answer.text();
      const type = answer.headers.get("content-type") ?? "text/plain";
      const policy = answer.headers.get("content-security-policy") ?? "";
      response.writeHead(answer.status, { "content-type": type, "content-security-policy": policy });
      response.end(request.url === "/service-worker.js" ? edit(text) : text);
    })();
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, close: () => proxy.close() };
}

test("a newer worker takes over by itself, and throws away what the older one kept", async ({
  page,
  safelight,
  expectFault,
}) => {
  // This proxy passes on what is asked for, nothing that is sent.
  expectFault(/status of 405/);
  let isNewer = false;
  const proxy = await inFrontOf(safelight, (code) =>
    isNewer ? `${code.replaceAll(/"\/assets\/sign-in-[^"]+",/g, "")}\n// the next version` : code,
  );
  await page.goto(`${proxy.origin}/sign-in`);
  await workerControls(page);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect.poll(() => kept(page)).toContainEqual(expect.stringMatching(/\/sign-in-/));
  isNewer = true;
  await page.evaluate(`(async () => {
    const taken = new Promise((resolve) =>
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
    );
    await (await navigator.serviceWorker.getRegistration()).update();
    await taken;
  })()`);
  await expect.poll(() => kept(page)).not.toContainEqual(expect.stringMatching(/\/sign-in-/));
  expect(await kept(page)).toContainEqual(expect.stringMatching(/\/offline\.html/));
  await page.goto("about:blank");
  proxy.close();
});

test("what a phone shares goes up, waits for a locked vault, and is said to be lost where it is", async ({
  page,
  safelight,
  keepStates,
  expectFault,
}) => {
  const [first, second] = await photographs(2, { longSide: 800 });
  if (!first || !second) throw new Error("no photographs");
  await becomeFirst(page, safelight);
  await page.goto("/gallery");
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await workerControls(page);
  await share(page, first.name, first.bytes);
  await expect(page).toHaveURL(/\/gallery$/);
  await expect(page.getByRole("region", { name: "Uploads" })).toContainText("1 picture sealed");

  await page.request.post("/api/vault/lock");
  expectFault(/status of 4\d\d/);
  await share(page, second.name, second.bytes);
  await expect(page).toHaveURL(/\/unlock$/);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByRole("region", { name: "Uploads" })).toContainText("1 picture sealed");
  await expect(page.locator("main img")).toHaveCount(2);
  expect((await kept(page)).filter((file) => !/^\/(assets\/|offline\.|icon\.svg)/.test(file))).toEqual([]);

  await page.goto("/share");
  await expect(page.getByRole("heading", { name: "What you shared did not arrive" })).toBeVisible();
  await keepStates("share-lost");

  // No worker took it: the server reads nothing of it, and leads to the page that says so.
  const unread = await page.request.post("/share", {
    multipart: { pictures: { name: first.name, mimeType: "image/jpeg", buffer: Buffer.from(first.bytes) } },
    maxRedirects: 0,
  });
  expect([unread.status(), unread.headers()["location"]]).toEqual([303, "/share"]);
});
