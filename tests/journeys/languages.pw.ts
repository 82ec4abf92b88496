import { becomeFirst, PASSWORD } from "../support/browser-account.ts";
import { expect, test } from "../support/journey.ts";

// English and Indonesian: by the browser, by a choice at the door, by the account; and what is said without words.

test.describe("in a browser that asks for Indonesian", () => {
  test.use({ locale: "id-ID" });

  test("everything is in Indonesian until the account says otherwise, and stays as chosen", async ({
    page,
    safelight,
    keepStates,
  }) => {
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { name: "Masuk", exact: true })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "id");
    await expect(page).toHaveTitle("Masuk · Safelight");
    await keepStates("id-sign-in");

    // The first account is made in the language of the browser that makes it.
    await page.goto(await safelight.link("register"));
    await page.getByLabel("Alamat surel").fill("ada@example.org");
    await page.getByLabel("Kata sandi", { exact: true }).fill(PASSWORD);
    await page.getByText("Anda dapat masuk kembali lewat surel").click();
    await page.getByRole("button", { name: "Buat akun" }).click();
    await expect(page.getByText("Belum ada apa-apa di sini")).toBeVisible();
    await keepStates("id-gallery-empty");

    // What only a screen reader hears of a menu that is open.
    await page.getByRole("button", { name: /^Akun/ }).click();
    await expect(page.getByRole("button", { name: "Tutup", exact: true }).first()).toBeAttached();
    await expect(page.getByRole("button", { name: "Dismiss" })).toHaveCount(0);
    await page.keyboard.press("Escape");

    for (const [address, title] of [
      ["/trash", "Tempat sampah"],
      ["/settings/profile", "Profil"],
      ["/settings/security", "Kata sandi dan perangkat"],
      ["/settings/vault", "Brankas"],
      ["/settings/tokens", "Token API"],
      ["/settings/my-data", "Data saya"],
      ["/admin/people", "Orang"],
      ["/admin/invitations", "Undangan"],
    ] as const) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
      await expect(page).toHaveTitle(`${title} · Safelight`);
      await keepStates(`id${address.replaceAll("/", "-")}`);
    }

    // The setting speaks at once, is the account's, and outlives a reload though the browser still asks otherwise.
    await page.goto("/settings/profile");
    await page.getByLabel("Bahasa", { exact: true }).selectOption("en");
    await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
    await expect(page).toHaveTitle("Profile · Safelight");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect
      .poll(
        async () =>
          ((await (await page.request.get("/api/account")).json()) as { language: string }).language,
      )
      .toBe("en");
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();

    // Signing out changes nothing about it, not even for the page that comes next.
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

    // What is chosen at the door keeps what was typed, and becomes the account's with the sign-in.
    await page.getByLabel("E-mail address").fill("ada@example.org");
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    await expect(page.getByRole("heading", { name: "Masuk", exact: true })).toBeVisible();
    await expect(page.getByLabel("Alamat surel")).toHaveValue("ada@example.org");
    await page.getByLabel("Kata sandi", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Masuk", exact: true }).click();
    await expect(page.getByText("Belum ada apa-apa di sini")).toBeVisible();
    await expect
      .poll(
        async () =>
          ((await (await page.request.get("/api/account")).json()) as { language: string }).language,
      )
      .toBe("id");
  });
});

test.describe("where no worker keeps the files", () => {
  test.use({ serviceWorkers: "block" });

  test("without the file of words a plain page says so, and reloads by its button and by itself", async ({
    page,
    safelight,
    keepStates,
    expectFault,
  }) => {
    await becomeFirst(page, safelight);
    expectFault(/Failed to load resource|Service Worker registration blocked/);
    const words = /\/assets\/en-[^/]+\.js$/;
    await page.route(words, (route) => route.abort());
    await page.goto("/gallery");
    await expect(page.getByRole("heading", { name: "Safelight did not load completely" })).toBeVisible();
    await keepStates("no-words");
    await page.unroute(words);
    await page.getByRole("button", { name: "Reload the page" }).click();
    await expect(page.getByText("Nothing here yet")).toBeVisible();

    // The server is gone right after the page: when it is back, nobody has to press anything.
    let isGone = true;
    await page.route(/\/(assets\/en-[^/]+\.js|healthz|api\/.*)$/, (route) =>
      isGone ? route.abort() : route.continue(),
    );
    await page.goto("/gallery");
    await expect(page.getByRole("heading", { name: "Safelight did not load completely" })).toBeVisible();
    isGone = false;
    await expect(page.getByText("Nothing here yet")).toBeVisible();
  });
});
