import type { Page } from "@playwright/test";
import { apiClient } from "../support/api-client.ts";
import { test as base, expect } from "../support/journey.ts";
import { type RealProvider, startRealProvider } from "../support/real-provider.ts";
import type { RunningServer } from "../support/running-server.ts";

// Through a real provider, which to the browser is another site: a first sign-in, re-authentication, linking and
// unlinking, and what a person reads when the provider or they themselves say no.

const PASSWORD = "Violet7!harbour-Quilt";
const LABEL = "Example Login";

const test = base.extend<{ readonly provider: RealProvider; readonly settings: Record<string, string> }>({
  settings: [{}, { option: true }],
  provider: async ({ settings }, provide) => {
    const provider = await startRealProvider();
    await provide({ ...provider, env: { ...provider.env, ...settings } });
    await provider.close();
  },
  environment: async ({ provider }, provide) => provide(provider.env),
});

test.beforeEach(async ({ page, safelight, provider, expectFault }) => {
  provider.open(safelight.origin);
  // The provider's pages ask for a font from elsewhere, and have no icon; nothing leaves this machine.
  await page.route(/^https:/, (route) => route.fulfill({ contentType: "text/css", body: "" }));
  expectFault(new RegExp(provider.issuer));
});

/** The provider's own pages: a name to log in with, and the first time its leave to go on. */
async function logIn(page: Page, login: string, isFirst = true): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("x");
  await page.getByRole("button", { name: "Sign-in" }).click();
  if (isFirst) await page.getByRole("button", { name: "Continue" }).click();
}

async function register(safelight: RunningServer, email: string): Promise<void> {
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email, password: PASSWORD, vault: "managed" });
  const link = await safelight.link("verify");
  const token = link.slice(link.indexOf("#") + 1);
  expect((await client.post("/api/accounts/verify", { token })).status).toBe(200);
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
}

test("a person signs in through a provider, proves who they are there, and unlocks", async ({
  page,
  expectFault,
  expectAccessible,
  keepScreenshot,
}) => {
  expectFault(/status of 403/);
  await page.goto("/sign-in");
  const button = page.getByRole("button", { name: `Continue with ${LABEL}` });
  await expect(button).toBeVisible();
  await keepScreenshot("sign-in-providers");
  await expectAccessible();
  await button.click();
  await logIn(page, "ada");
  await expect(page).toHaveURL(/\/gallery$/);

  // A dangerous act: there is no password, so the provider is asked, and asks anew.
  await page.goto("/settings/security");
  const section = page.getByRole("region", { name: "Signing in elsewhere" });
  await expect(section.getByText(LABEL)).toBeVisible();
  await keepScreenshot("settings-providers");
  await expectAccessible();
  await section.getByRole("button", { name: `Unlink ${LABEL}` }).click();
  await page.getByRole("button", { name: "Unlink", exact: true }).click();
  const prove = page.getByRole("button", { name: `Confirm with ${LABEL}` });
  await expect(prove).toBeVisible();
  await keepScreenshot("proof-provider");
  await prove.click();
  await logIn(page, "ada", false);
  await expect(page).toHaveURL(/\/settings\/security$/);
  await expect(page.getByText("You have confirmed who you are.")).toBeVisible();
  expectFault(/status of 409/);
  await section.getByRole("button", { name: `Unlink ${LABEL}` }).click();
  await page.getByRole("button", { name: "Unlink", exact: true }).click();
  await expect(page.getByText("That is your only way in")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();

  // Locked, and opened again by the same word.
  expectFault(/status of 423/);
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: /Lock/ }).click();
  await expect(page).toHaveURL(/\/unlock$/);
  await expect(page.getByLabel("Password", { exact: true })).toHaveCount(0);
  await keepScreenshot("unlock-provider");
  await expectAccessible();
  await page.getByRole("button", { name: `Unlock with ${LABEL}` }).click();
  await logIn(page, "ada", false);
  await expect(page).toHaveURL(/\/(settings\/security|gallery)$/);
});

test("a person links a provider to the account they have, signs in with it, and unlinks it", async ({
  page,
  safelight,
  provider,
  expectFault,
}) => {
  expectFault(/status of 40[139]/);
  provider.people.set("eve", { email: "eve@example.org", email_verified: true });
  await register(safelight, "eve@example.org");

  // An equal address links nothing, and the page says what to do.
  await page.goto("/sign-in");
  await page.getByRole("button", { name: `Continue with ${LABEL}` }).click();
  await logIn(page, "eve");
  await expect(page.getByText("There is an account with your address already")).toBeVisible();
  await page.getByRole("link", { name: "Back to sign in" }).click();
  await page.getByLabel("E-mail address").fill("eve@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/gallery$/);

  await page.goto("/settings/security");
  await page.getByRole("button", { name: `Link ${LABEL}` }).click();
  // There the person is signed in already, so they are back at once.
  await expect(page).toHaveURL(/\/settings\/security$/);
  await expect(page.getByText(`${LABEL} signs you in from now on.`)).toBeVisible();

  await signOut(page);
  await page.getByRole("button", { name: `Continue with ${LABEL}` }).click();
  await expect(page).toHaveURL(/\/gallery$/);

  await page.goto("/settings/security");
  await page.getByRole("button", { name: `Unlink ${LABEL}` }).click();
  await page.getByRole("button", { name: "Unlink", exact: true }).click();
  await page.getByRole("dialog").last().locator("input[type=password]").fill(PASSWORD);
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await expect(page.getByText(`${LABEL} is unlinked.`)).toBeVisible();
  await expect(page.getByText("Nothing is linked.")).toBeVisible();
});

test("a person reads what happened when nobody is let in, and when a visit is over", async ({
  page,
  expectFault,
  keepScreenshot,
  expectAccessible,
}) => {
  expectFault(/status of (400|403)/);
  // The test's own script has no place in the refusal that the browser shows for a moment.
  expectFault(/Blocked script execution in '[^']+\/callback/);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: `Continue with ${LABEL}` }).click();
  await page.getByPlaceholder("Enter any login").waitFor();
  await page.getByRole("link", { name: /Cancel/ }).click();
  await expect(page.getByText("The provider let nobody in")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in\/provider$/);
  await keepScreenshot("provider-declined");
  await expectAccessible();

  await page.goto("/api/oidc/test/callback?code=x&state=x");
  await expect(page.getByText("That visit to the provider is over")).toBeVisible();
  await page.getByRole("link", { name: "Back to sign in" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
});

test.describe("where vaults must be sealed", () => {
  test.use({ settings: { SAFELIGHT_VAULT: "sealed" } });

  test("a person chooses a password and saves the recovery code before anything else", async ({
    page,
    expectFault,
    keepScreenshot,
    expectAccessible,
  }) => {
    expectFault(/status of (423|409)/);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: `Continue with ${LABEL}` }).click();
    await logIn(page, "sigrid");
    await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
    await keepScreenshot("first-password");
    await expectAccessible();
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByRole("button", { name: "Make my vault" }).click();
    await expect(page).toHaveURL(/\/settings\/vault\/kit$/);
  });
});

test("a person without a password chooses one and seals the vault with it", async ({
  page,
  keepStates,
  expectFault,
}) => {
  test.slow();
  expectFault(/status of 40[13]/);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: `Continue with ${LABEL}` }).click();
  await logIn(page, "ada");
  await expect(page).toHaveURL(/\/gallery$/);
  await page.goto("/settings/vault/seal");
  const goOn = page.getByRole("button", { name: "Go on to the new recovery code" });
  await expect(goOn).toBeDisabled();
  await keepStates("vault-seal-no-password");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set a password" }).click();
  // The provider said who it is a moment ago only if it says when; else it is asked.
  const prove = page.getByRole("button", { name: `Confirm with ${LABEL}` });
  await expect(prove.or(page.locator("button:enabled", { hasText: "Go on to the new" }))).toBeVisible();
  if (await prove.isVisible()) {
    await prove.click();
    await logIn(page, "ada", false);
    await expect(page.getByText("You have confirmed who you are")).toBeVisible();
    await page.getByLabel("New password").fill(PASSWORD);
    await page.getByRole("button", { name: "Set a password" }).click();
  }
  await expect(goOn).toBeEnabled();
  await goOn.click();
  await expect(page.getByRole("button", { name: "I have saved it" })).toBeVisible();
  const shown = await page.locator("main").innerText();
  const code = /([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}/.exec(shown)?.[0] ?? "";
  await page.getByRole("button", { name: "I have saved it" }).click();
  await page.getByLabel("The code from your copy").fill(code);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Seal the vault" }).click();
  await expect(page.getByText("Your vault is sealed")).toBeVisible();
});
