import { Secret, TOTP } from "otpauth";
import { apiClient } from "../support/api-client.ts";
import { newAddress, PASSWORD } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";
import type { RunningServer } from "../support/running-server.ts";

// An authenticator: added in the settings, asked for at the next sign-in, replaced by a backup code, removed.

test.use({ server: "shared" });

let email: string;
test.beforeEach(() => void (email = newAddress()));

async function register(safelight: RunningServer): Promise<void> {
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email, password: PASSWORD, vault: "managed" });
  const link = await safelight.link("verify");
  const token = link.slice(link.indexOf("#") + 1);
  expect((await client.post("/api/accounts/verify", { token })).status).toBe(200);
}

test("a person adds an authenticator, signs in with a code and with a backup code, and removes it", async ({
  page,
  safelight,
  keepScreenshot,
  expectAccessible,
  expectFault,
}) => {
  const keep = async (name: string) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await keepScreenshot(`${name}-${colorScheme}`);
    }
  };
  expectFault(/status of 403/);
  expectFault(/status of 401/);
  await register(safelight);
  const signIn = async () => {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  const signOut = async () => {
    await page.getByRole("button", { name: /^Account:/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
  };

  await page.goto("/settings/security");
  await signIn();
  await expect(page.getByText("Off. Your password alone signs you in.")).toBeVisible();
  await keep("security-off");
  await page.getByRole("link", { name: "Add an authenticator app" }).click();
  await page.getByRole("button", { name: "Set it up" }).click();

  await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  await keep("authenticator-scan");
  await expectAccessible();
  const secret = ((await page.locator("code").textContent()) ?? "").replaceAll(/\s/g, "");
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = page.getByLabel("Code", { exact: true });
  await expect(code).toHaveAttribute("autocomplete", "one-time-code");
  await code.fill("12");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByText("Enter the six digits of your authenticator app.")).toBeVisible();
  const first = totp.generate();
  await code.fill(`${first.slice(0, 3)} ${first.slice(3)}`);
  await page.getByRole("button", { name: "Turn it on" }).click();

  await expect(page.getByRole("heading", { name: "Save your backup codes" })).toBeVisible();
  const codes = await page
    .getByRole("region", { name: "Your backup codes" })
    .getByRole("listitem")
    .allTextContents();
  expect(codes).toHaveLength(10);
  await keep("backup-codes");
  await expectAccessible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as text" }).click();
  expect((await download).suggestedFilename()).toBe("safelight-backup-codes.txt");
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByText("The second step is on")).toBeVisible();
  await page.getByRole("link", { name: "Back to the settings" }).click();
  await expect(page.getByText("10 backup codes are left.")).toBeVisible();
  await keep("security-on");
  await expectAccessible();

  // With the app. The code of enrolment is spent, so the next one is taken: a clock may be a step ahead.
  await signOut();
  await signIn();
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await keep("factor-step");
  await expectAccessible();
  await page.getByLabel("Code", { exact: true }).fill(first);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("That code is wrong, or was used before.")).toBeVisible();
  await keep("factor-wrong");
  await page.getByLabel("Code", { exact: true }).fill(totp.generate({ timestamp: Date.now() + 30_000 }));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/(gallery|settings)/);

  // With a backup code, pasted.
  await signOut();
  await signIn();
  await page.getByRole("button", { name: "Use a backup code" }).click();
  await page.getByLabel("Backup code").fill(` ${(codes[0] ?? "").trim().toLowerCase()} `);
  await keep("factor-backup");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/(gallery|settings)/);

  // A reload between the two steps begins anew; the address holds no ticket.
  await signOut();
  await signIn();
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  expect(new URL(page.url()).pathname + new URL(page.url()).search + new URL(page.url()).hash).toBe(
    "/sign-in/code",
  );
  await page.getByRole("button", { name: "I have neither" }).click();
  await keep("factor-lost");
  await expectAccessible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
  await signIn();
  await page.getByRole("button", { name: "Use a backup code" }).click();
  await page.getByLabel("Backup code").fill(codes[1] ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/(gallery|settings)/);

  await page.goto("/settings/security");
  await expect(page.getByText("8 backup codes are left.")).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await keep("authenticator-remove");
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByText("Off. Your password alone signs you in.")).toBeVisible();
});

test.describe("on a server that asks everybody for a second factor", () => {
  test.use({ server: "own", environment: { SAFELIGHT_REQUIRE_MFA: "true" } });

  test("a person is led to add one and gets to the pictures only then", async ({
    page,
    safelight,
    keepStates,
  }) => {
    await register(safelight);
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText("This server asks everybody for a second step")).toBeVisible();
    await keepStates("authenticator-required");
    await page.goto("/gallery");
    await expect(page).toHaveURL(/\/settings\/authenticator$/);
    // Nothing that would only lead back.
    await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("banner").getByRole("link")).toHaveCount(0);
    await page.getByRole("button", { name: "Set it up" }).click();
    const secret = ((await page.locator("code").textContent()) ?? "").replaceAll(/\s/g, "");
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    await page.getByLabel("Code", { exact: true }).fill(totp.generate());
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByRole("button", { name: "I have saved them" }).click();
    await expect(page.getByRole("navigation").filter({ visible: true })).not.toHaveCount(0);
    await page.getByRole("link", { name: "Back to the settings" }).click();
    await expect(page.getByText("10 backup codes are left.")).toBeVisible();
    await page.goto("/gallery");
    await expect(page).toHaveURL(/\/gallery$/);
  });
});
