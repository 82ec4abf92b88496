import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "@playwright/test";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { newAddress, PASSWORD } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";
import { photographs } from "../support/photographs.ts";
import type { RunningServer } from "../support/running-server.ts";

// The vault's settings: sealing it, replacing its key, trying the recovery code, and starting again.

test.use({ server: "shared" });

let email: string;
test.beforeEach(() => void (email = newAddress()));

const NEW_PASSWORD = "Meadow4!lantern-Crisp";

/** An account whose address is confirmed, and a client that is signed in to it. */
async function register(safelight: RunningServer, vault: "managed" | "sealed"): Promise<ApiClient> {
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email, password: PASSWORD, vault });
  const link = await safelight.link("verify");
  const token = link.slice(link.indexOf("#") + 1);
  expect((await client.post("/api/accounts/verify", { token })).status).toBe(200);
  expect((await client.post("/api/sessions", { email, password: PASSWORD })).status).toBe(201);
  return client;
}

async function saveKit(client: ApiClient): Promise<string> {
  const { recoveryCode } = (await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  expect((await client.put("/api/vault/recovery-kit", { recoveryCode })).status).toBe(200);
  return recoveryCode;
}

async function signIn(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** From the page that explains, over the new code, to the last button. */
async function proveNewKit(page: Page, submit: string): Promise<string> {
  await page.getByRole("button", { name: "Go on to the new recovery code" }).click();
  await expect(page.getByRole("button", { name: "I have saved it" })).toBeVisible();
  const code = /([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}/.exec(await page.locator("main").innerText())?.[0] ?? "";
  expect(code).not.toBe("");
  await page.getByRole("button", { name: "I have saved it" }).click();
  await page.getByLabel("The code from your copy").fill(code.toLowerCase());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: submit }).click();
  return code;
}

test("a managed vault is sealed, with a new code and key, and made managed again", async ({
  page,
  safelight,
  keepStates,
  expectFault,
}) => {
  expectFault(/status of 422/);
  const elsewhere = await register(safelight, "managed");
  const [photo] = await photographs(1, { longSide: 800 });
  expect((await elsewhere.upload(photo?.bytes ?? Buffer.alloc(0), { name: "one.jpg" })).status).toBe(201);
  await page.goto("/settings/vault");
  await signIn(page);
  await expect(page.getByText("Your vault is managed")).toBeVisible();
  await keepStates("vault-managed");

  await page.getByRole("link", { name: "Seal this vault" }).click();
  await expect(page.getByText("still opens the pictures of that time")).toBeVisible();
  await keepStates("vault-seal");
  await page.getByRole("button", { name: "Go on to the new recovery code" }).click();
  await page.getByRole("button", { name: "I have saved it" }).click();
  await keepStates("vault-seal-proof");
  // Enter submits a code as it submits a password.
  const typed = page.getByLabel("The code from your copy");
  await typed.fill("0000-".repeat(14));
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await typed.press("Enter");
  await expect(page.getByText("That is not the code that was shown")).toBeVisible();
  await page.getByRole("button", { name: "Show the code again" }).click();
  const shown = await page.locator("main").innerText();
  const code = /([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}/.exec(shown)?.[0] ?? "";
  await page.getByRole("button", { name: "I have saved it" }).click();
  await typed.fill(code);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Seal the vault" }).click();
  await expect(page.getByText("Your vault is sealed")).toBeVisible();
  await keepStates("vault-seal-done");

  // The other device is signed out; here everything is as before.
  expect((await elsewhere.get("/api/images")).code).toBe("session.required");
  await page.getByRole("link", { name: "Back to the vault" }).click();
  await expect(page.getByText("Only what you hold opens it")).toBeVisible();
  await expect(page.getByRole("link", { name: "Replace the vault key" })).toBeVisible();
  await keepStates("vault-sealed");
  await page.goto("/gallery");
  await expect(page.locator("main img").first()).toBeVisible();

  await page.goto("/settings/vault");
  await page.getByRole("button", { name: "Make it managed" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await keepStates("vault-make-managed");
  await page.getByRole("dialog").getByRole("button", { name: "Make it managed" }).click();
  await expect(page.getByText("Your vault is managed", { exact: true })).toBeVisible();
});

test("the vault key is replaced and older pictures are re-sealed; then only the new code works", async ({
  page,
  safelight,
  keepStates,
  expectFault,
}) => {
  expectFault(/status of 422/);
  const elsewhere = await register(safelight, "sealed");
  const former = await saveKit(elsewhere);
  for (const photo of await photographs(12, { longSide: 800 })) {
    expect((await elsewhere.upload(photo.bytes, { name: photo.name })).status).toBe(201);
  }
  await page.goto("/settings/vault/rotate");
  await signIn(page);
  await page.getByText("Re-seal older pictures").click();
  await expect(page.getByRole("checkbox", { name: "Re-seal older pictures" })).toBeChecked();
  await keepStates("vault-rotate");
  const code = await proveNewKit(page, "Replace the key");
  await expect(page.getByText("Your vault has a new key")).toBeVisible();
  await page.getByRole("link", { name: "Back to the vault" }).click();
  await expect(page.getByRole("link", { name: "Replace the vault key" })).toBeVisible();

  await page.getByRole("link", { name: "See that it works" }).click();
  const typed = page.getByLabel("The code from your copy");
  await typed.fill(former);
  await page.getByRole("button", { name: "Try the code" }).click();
  await expect(page.getByText("That is not the code in force")).toBeVisible();
  await keepStates("vault-try-code");
  await typed.fill(code);
  await page.getByRole("button", { name: "Try the code" }).click();
  await expect(page.getByText("It works")).toBeVisible();
  await keepStates("vault-try-code-done");

  await page.goto("/gallery");
  const pictures = page.locator("main img");
  await expect(pictures).toHaveCount(12);
  await expect
    .poll(() =>
      pictures.evaluateAll((all) =>
        all.every((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0),
      ),
    )
    .toBe(true);
});

test.describe("on a server whose database is changed beside it", () => {
  test.use({ server: "own" });

  test("weeks later a banner asks for the recovery code, and is gone once it was typed", async ({
    page,
    safelight,
    keepStates,
  }) => {
    const code = await saveKit(await register(safelight, "sealed"));
    const database = new DatabaseSync(join(safelight.dataFolder, "safelight.db"), { timeout: 10_000 });
    database.exec("update accounts set kit_confirmed_at = kit_confirmed_at - 50 * 86400000");
    database.close();
    await page.goto("/gallery");
    await signIn(page);
    await expect(page.getByText("Do you still have your recovery code?")).toBeVisible();
    await keepStates("rehearsal-banner");
    await page.getByRole("link", { name: "See that it works" }).click();
    await page.getByLabel("The code from your copy").fill(code);
    await page.getByLabel("The code from your copy").press("Enter");
    await expect(page.getByText("It works")).toBeVisible();
    await page.getByRole("link", { name: "Go to my pictures" }).click();
    await expect(page.getByText("Nothing here yet")).toBeVisible();
    await expect(page.getByText("Do you still have your recovery code?")).toBeHidden();
  });
});

test("a sealed vault whose keys are lost is asked to start again, and the mailed link keeps it", async ({
  page,
  safelight,
  keepStates,
}) => {
  await saveKit(await register(safelight, "sealed"));
  await page.goto("/settings/vault");
  await signIn(page);
  await page.getByRole("button", { name: "Lock now" }).click();
  await expect(page.getByRole("heading", { name: "Unlock your vault" })).toBeVisible();
  await page.getByRole("button", { name: "Other ways to unlock" }).click();
  await keepStates("unlock-other-ways");
  await page.getByRole("button", { name: "I have lost every key" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await keepStates("start-again");
  await page.getByRole("button", { name: "Start again in 7 days" }).click();
  await expect(page.getByText(/^On .* this vault is emptied$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "I have lost every key" })).toBeHidden();
  await keepStates("start-again-asked");

  await page.goto(await safelight.link("keep-vault"));
  await expect(page).toHaveURL(/\/keep-vault$/);
  await keepStates("keep-vault");
  await page.getByRole("button", { name: "Keep my vault" }).click();
  await expect(page.getByRole("heading", { name: "Your vault stays" })).toBeVisible();
  await keepStates("keep-vault-done");
  await page.goto("/unlock");
  await expect(page.getByLabel("Password", { exact: true })).toBeVisible();
  await expect(page.getByText(/this vault is emptied$/)).toBeHidden();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
});

test("a new password leads on to what it does not end", async ({ page, safelight, keepStates }) => {
  const elsewhere = await register(safelight, "managed");
  await page.goto("/settings/security");
  await signIn(page);
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await keepStates("password-changed");
  await page.getByRole("button", { name: "Sign out everywhere else" }).first().click();
  await expect(page.getByText("You are signed out everywhere but here.")).toBeVisible();
  expect((await elsewhere.get("/api/images")).code).toBe("session.required");
  await page.getByRole("link", { name: "Replace the vault key" }).click();
  await expect(page.getByRole("heading", { name: "Replace the vault key" })).toBeVisible();
});

test("after a reset by mail of a managed vault, the next page lists every other way in", async ({
  page,
  safelight,
  keepStates,
}) => {
  await saveKit(await register(safelight, "managed"));
  await page.goto("/forgotten");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await page.goto(await safelight.link("reset"));
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
  await signIn(page, NEW_PASSWORD);
  await expect(page.getByRole("heading", { name: "Your other ways in" })).toBeVisible();
  await expect(page.getByText("A code is in force.")).toBeVisible();
  await keepStates("ways-in");
  await page.getByRole("link", { name: "Done: go to my pictures" }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
});
