import type { Page } from "@playwright/test";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";

// The first day with Safelight: from the one-time link to a full gallery, and out again.

const PASSWORD = "Violet7!harbour-Quilt";
const NEW_PASSWORD = "Meadow4!lantern-Crisp";
const PHOTOGRAPHS = 30;

async function makeAccount(
  page: Page,
  link: string,
  email: string,
  vault: "managed" | "sealed",
): Promise<void> {
  await page.goto(link);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page
    .getByText(vault === "sealed" ? "Only you can get back in" : "You can get back in by e-mail")
    .click();
  await page.getByRole("button", { name: "Make the account" }).click();
}

async function signIn(page: Page, email: string): Promise<void> {
  if (!page.url().includes("/sign-in")) await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Takes the session from the browser. The page goes first: it would go to the sign-in while we go elsewhere. */
async function loseSession(page: Page): Promise<void> {
  // WebKit's driver takes the cookies of the page it is on alone.
  if (test.info().project.name !== "webkit") await page.goto("about:blank");
  await page.context().clearCookies();
}

test("a person makes a sealed vault, fills it, looks, restores, destroys and leaves", async ({
  page,
  safelight,
  keepScreenshot,
  keepStates,
  download,
  expectFault,
}) => {
  await page.goto(await safelight.link("register"));
  await expect(page.getByRole("heading", { name: "Make an account" })).toBeVisible();
  await keepStates("register");
  await makeAccount(page, await safelight.link("register"), "ada@example.org", "sealed");

  // A sealed vault insists on its recovery code before it takes anything.
  await expect(page.getByRole("button", { name: "Show my recovery code" })).toBeVisible();
  await keepStates("kit-before");
  await page.getByRole("button", { name: "Show my recovery code" }).click();
  await expect(page.getByRole("button", { name: "I have saved it" })).toBeVisible();
  const shown = await page.locator("main").innerText();
  const code = /([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}/.exec(shown)?.[0] ?? "";
  expect(code).not.toBe("");
  await page.getByRole("button", { name: "I have saved it" }).click();
  await page.getByRole("textbox").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Check the code" }).click();
  await expect(page.getByText("Your recovery code is in force")).toBeVisible();
  await keepStates("kit-confirmed");
  await page.getByText("Go to my pictures").click();

  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await expect(page.getByText("up to 5 MB each")).toBeVisible();
  await keepStates("gallery-empty");

  // Thirty photographs, and one file that only says it is one.
  const photos = await photographs(PHOTOGRAPHS, { longSide: 1600 });
  const files = photos.map(({ name, bytes }) => ({ name, mimeType: "image/jpeg", buffer: bytes }));
  const fake = { name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<?php echo 1; ?>") };
  expectFault(/status of 415/);
  const chooser = page.waitForEvent("filechooser");
  await page.locator("main").getByRole("button", { name: "Add pictures" }).click();
  await (await chooser).setFiles([...files, fake]);
  await expect(page.getByText(/^(Sending|Checking)/).first()).toBeVisible();
  await keepScreenshot("uploading");
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray).toContainText("30 pictures sealed, 1 file not added", { timeout: 600_000 });
  await expect(tray.getByRole("listitem").filter({ hasText: "holiday.jpg" })).toBeVisible();
  await keepStates("uploaded");
  await page.getByRole("button", { name: "Close", exact: true }).click();

  // The gallery shows them by month, the right way up: the viewer's picture is as wide as it should be.
  await page.reload();
  const pictures = page.locator("main img");
  await expect(pictures.first()).toBeVisible();
  await expect
    .poll(async () =>
      pictures.evaluateAll((all) =>
        all.every((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0),
      ),
    )
    .toBe(true);
  await keepStates("gallery-full");

  // One opens; the arrow key goes on; its details say what was removed.
  await page
    .locator('main a[href^="/gallery/"], main [role="gridcell"], main [data-picture]')
    .first()
    .click();
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}/);
  await expect(page.getByRole("button", { name: "Details" })).toBeVisible();
  const first = page.url();
  await page.keyboard.press("ArrowRight");
  await expect(page).not.toHaveURL(first);
  await page.getByRole("button", { name: "Details" }).click();
  await expect(page.getByText(/Removed GPS position/)).toBeVisible();
  await keepStates("viewer");
  await page.getByRole("button", { name: "Close the details" }).click();

  // The download is a clean original.
  await page.getByRole("button", { name: "Download" }).click();
  const { name, bytes } = await download(() =>
    page.getByRole("menuitem", { name: "Clean original" }).click(),
  );
  expect(name).toMatch(/\.jpe?g$/i);
  expect(bytes.subarray(0, 3).toString("hex")).toBe("ffd8ff");
  expect(bytes.includes("Kamerawerk")).toBe(false);

  // Into the trash, and back by Undo; again into the trash.
  await page.getByRole("button", { name: "Move to trash" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Back in your pictures.")).toBeVisible();
  await page.goto("/gallery");
  for (let count = 0; count < 2; count += 1) {
    await page
      .locator('main a[href^="/gallery/"], main [role="gridcell"], main [data-picture]')
      .first()
      .click();
    await expect(page.getByRole("button", { name: "Move to trash" })).toBeVisible();
    await page.getByRole("button", { name: "Move to trash" }).click();
    await expect(page.getByText("Moved to the trash.").first()).toBeVisible();
    await page.goto("/gallery");
    await expect(pictures.first()).toBeVisible();
  }

  await page.goto("/trash");
  await expect(page.getByText(/days left/).first()).toBeVisible();
  await keepStates("trash");
  await page
    .getByRole("button", { name: /^Restore / })
    .first()
    .click();
  await expect(page.getByText(/is back in your pictures/)).toBeVisible();
  await page
    .getByRole("button", { name: /^Delete .* forever$/ })
    .first()
    .click();
  await expect(page.getByText("Nobody can bring it back")).toBeVisible();
  await keepStates("trash-confirm");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete forever" }).click();
  await expect(page.getByText("The picture was destroyed")).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("The trash is empty")).toBeVisible();
  await keepStates("trash-empty");

  // The server dies; a page that is open says what happens, and after the start everything is there.
  await page.goto("/settings/profile");
  await keepStates("settings-profile");
  await page.goto("/settings/security");
  await keepStates("settings-security");
  await page.goto("/settings/vault");
  await keepStates("settings-vault");
  expectFault(/status of 404 .*nothing-here/);
  await page.goto("/nothing-here");
  await keepStates("not-found");

  // Out: what the browser kept is gone.
  await page.goto("/gallery");
  await expect(pictures.first()).toBeVisible();
  await page
    .getByRole("button", { name: /account|ada/i })
    .last()
    .click();
  await page.getByRole("menuitem", { name: /Sign out/ }).click();
  await expect(page).toHaveURL(/sign-in/);
  await keepStates("sign-in");
  const kept = await page.evaluate(() => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage)
      .map((key) => sessionStorage.getItem(key))
      .join(" "),
  }));
  expect(kept.local.filter((key) => !/theme|language/.test(key))).toEqual([]);
  expect(kept.session).not.toMatch(/ada@example/);
});

test("a second account sees nothing of the first", async ({ page, safelight, expectFault }) => {
  await makeAccount(page, await safelight.link("register"), "ada@example.org", "managed");
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  const [photo] = await photographs(1, { longSide: 800 });
  const chooser = page.waitForEvent("filechooser");
  await page.locator("main").getByRole("button", { name: "Add pictures" }).click();
  await (await chooser).setFiles([
    { name: "mine.jpg", mimeType: "image/jpeg", buffer: photo?.bytes ?? Buffer.alloc(0) },
  ]);
  await expect(page.getByRole("region", { name: "Uploads" })).toContainText("1 picture sealed");
  await page.reload();
  await page.locator("main img").first().click();
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}/);
  await expect(page.getByRole("dialog", { name: /^Picture: / })).toBeVisible();
  const address = page.url();

  // Another person, as far as the server can tell: nothing of the first session is left. What the page was still
  // asking for is refused.
  expectFault(/status of 401|could not load .*\/renditions\/view$/);
  await loseSession(page);
  await page.goto("/register");
  await page.getByLabel("E-mail address").fill("bob@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.goto(await safelight.link("verify"));
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await signIn(page, "bob@example.org");
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  expectFault(/status of 404/);
  await page.goto(address);
  await expect(page.getByText("This picture is not here")).toBeVisible();
});

test("after a forgotten password a sealed vault opens with the recovery code and the new password", async ({
  page,
  safelight,
}) => {
  await makeAccount(page, await safelight.link("register"), "ada@example.org", "sealed");
  await page.getByRole("button", { name: "Show my recovery code" }).click();
  await expect(page.getByRole("button", { name: "I have saved it" })).toBeVisible();
  const code = /([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}/.exec(await page.locator("main").innerText())?.[0] ?? "";
  await page.getByRole("button", { name: "I have saved it" }).click();
  await page.getByRole("textbox").fill(code);
  await page.getByRole("button", { name: "Check the code" }).click();
  await expect(page.getByText("Your recovery code is in force")).toBeVisible();

  await loseSession(page);
  await page.goto("/forgotten");
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await page.goto(await safelight.link("reset"));
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("Your vault is still sealed")).toBeVisible();
  await page.getByText("Go to sign-in").click();
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();

  // Signed in, and locked: the new password alone opens nothing.
  await expect(page).toHaveURL(/unlock/);
  await page.getByLabel("Recovery code").last().fill(code);
  await page.getByLabel("The password you sign in with now").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();

  // From now on the new password is enough.
  await loseSession(page);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
});
