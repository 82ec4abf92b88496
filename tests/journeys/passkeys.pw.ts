import type { CDPSession, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { newAddress, PASSWORD } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";
import type { RunningServer } from "../support/running-server.ts";

// Passkeys, on Chromium's virtual authenticator: with a PRF the vault opens, without it stays locked.

test.use({ server: "shared" });

let email: string;
test.beforeEach(() => void (email = newAddress()));

/** Registers an account with a sealed vault, whose recovery code is confirmed. */
async function register(safelight: RunningServer): Promise<ApiClient> {
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email, password: PASSWORD, vault: "sealed" });
  const link = await safelight.link("verify");
  const token = link.slice(link.indexOf("#") + 1);
  expect((await client.post("/api/accounts/verify", { token })).status).toBe(200);
  expect((await client.post("/api/sessions", { email, password: PASSWORD })).status).toBe(201);
  const kit = await client.post("/api/vault/recovery-kit");
  const { recoveryCode } = kit.body as { recoveryCode: string };
  expect((await client.put("/api/vault/recovery-kit", { recoveryCode })).status).toBe(200);
  return client;
}

interface Device {
  /** Whether the person touches the device by themselves as soon as it asks. */
  answers(isPresent: boolean): Promise<void>;
  /** Whether finger, face or PIN are right. */
  verifies(isVerified: boolean): Promise<void>;
}

/** A device that holds passkeys, plugged into the browser. */
async function plugIn(page: Page, { hasPrf }: { hasPrf: boolean }): Promise<Device> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      automaticPresenceSimulation: true,
      isUserVerified: true,
    },
  });
  return {
    answers: async (enabled) => {
      await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
    verifies: async (isUserVerified) => {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
  };
}

async function signInByPassword(page: Page): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** In a window of this name the field of the sign-in page offers no passkeys. */
const BY_BUTTON = "by-button";
const FIELD_OFFERS_NOTHING = `if (window.name === "${BY_BUTTON}") {
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (asked) =>
    asked.mediation === "conditional" ? new Promise(() => undefined) : get(asked);
}`;

/** By the button alone: a device that answers by itself answers the field too, and the two would run into each other. */
async function signInByPasskey(page: Page, device: Device): Promise<void> {
  await page.addInitScript({ content: FIELD_OFFERS_NOTHING });
  await page.evaluate(`window.name = "${BY_BUTTON}"`);
  await page.reload();
  await device.answers(true);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
  await page.evaluate("window.name = ''");
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
}

test("a passkey with a PRF signs in and opens a sealed vault, from the field and by the button", async ({
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
  expectFault(/status of 40[13]/);
  await register(safelight);
  await page.goto("/settings/security");
  const device = await plugIn(page, { hasPrf: true });
  await device.answers(false);
  await signInByPassword(page);

  const passkeys = page.getByRole("region", { name: "Passkeys" });
  await expect(passkeys.getByText("None yet.")).toBeVisible();
  await passkeys.getByRole("button", { name: "Add a passkey" }).click();
  const name = page.getByLabel("What to call it");
  await expect(name).toHaveValue("Chrome on Linux");
  await keep("passkey-name");
  await expectAccessible();
  await name.fill(" ");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("Give it a name of at most 60 characters.")).toBeVisible();
  await name.fill("Desk computer");
  await device.answers(true);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(passkeys.getByText("Signs in and opens your vault")).toBeVisible();
  await device.answers(false);
  await keep("passkeys-listed");
  await expectAccessible();

  await passkeys.getByRole("button", { name: "Rename Desk computer" }).click();
  await name.fill("Blue computer");
  await page.getByRole("button", { name: "Rename", exact: true }).last().click();
  await expect(passkeys.getByText("Blue computer")).toBeVisible();

  // By the button: nothing is typed, and the pictures are there.
  await signOut(page);
  await keep("sign-in-with-passkeys");
  await expectAccessible();
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("autocomplete", "username webauthn");
  await signInByPasskey(page, device);
  await expect(page).toHaveURL(/\/(gallery|settings)/);
  await page.goto("/gallery");
  await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();

  // From the field: the person takes what the browser offers there.
  await device.answers(false);
  await signOut(page);
  await device.answers(true);
  await page.reload();
  await expect(page).toHaveURL(/\/gallery/);

  // Locked and opened again.
  await device.answers(false);
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: "Lock now" }).click();
  await expect(page.getByRole("heading", { name: "Unlock your vault" })).toBeVisible();
  await keep("unlock-with-passkey");
  await expectAccessible();
  await device.answers(true);
  await page.getByRole("button", { name: "Unlock with a passkey" }).click();
  await expect(page).toHaveURL(/\/gallery/);

  await page.goto("/settings/security");
  await passkeys.getByRole("button", { name: "Remove Blue computer" }).click();
  await keep("passkey-remove");
  await expectAccessible();
  // As if the last proof were older than it is; the second time the server is asked.
  await page.route(
    "**/api/passkeys/*",
    (route) =>
      route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        json: { type: "urn:safelight:problem:reauthentication.required", code: "reauthentication.required" },
      }),
    { times: 1 },
  );
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByRole("heading", { name: "Confirm that it is you" })).toBeVisible();
  await keep("prove-by-passkey");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(passkeys.getByText("None yet.")).toBeVisible();
});

test("a passkey without a PRF signs in and leaves a sealed vault locked", async ({
  page,
  safelight,
  keepScreenshot,
  expectAccessible,
  expectFault,
}) => {
  expectFault(/status of 40[13]/);
  const client = await register(safelight);
  await page.goto("/settings/security");
  const device = await plugIn(page, { hasPrf: false });
  await signInByPassword(page);
  const passkeys = page.getByRole("region", { name: "Passkeys" });
  await passkeys.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(passkeys.getByText("Signs in, but does not open your sealed vault")).toBeVisible();
  await passkeys.getByRole("button", { name: "Let it open the vault" }).click();
  await expect(passkeys.getByText("its device offers nothing to open a vault with")).toBeVisible();
  await keepScreenshot("passkey-signs-in-only");

  await device.answers(false);
  await signOut(page);
  await signInByPasskey(page, device);
  await expect(page.getByRole("heading", { name: "Unlock your vault" })).toBeVisible();
  await expect(page.getByText("it cannot open your vault")).toBeVisible();
  await keepScreenshot("unlock-after-passkey");
  await expectAccessible();
  await page.getByRole("button", { name: "Unlock with a passkey" }).click();
  await expect(page.getByText("That passkey does not open your vault")).toBeVisible();
  await keepScreenshot("unlock-passkey-refused");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page).toHaveURL(/\/(gallery|settings)/);

  // Beside the password it stands in for a code, and the vault that the password opened stays open.
  const { secret } = (await client.post("/api/totp")).body as { secret: string };
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  expect((await client.put("/api/totp", { code })).status).toBe(200);
  await device.answers(false);
  await signOut(page);
  await signInByPassword(page);
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await keepScreenshot("factor-step-with-passkey");
  await expectAccessible();
  await device.verifies(false);
  await device.answers(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByText("The passkey was not used")).toBeVisible();
  await keepScreenshot("factor-passkey-unverified");
  await device.verifies(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(/\/(gallery|settings)/);
});

test("the vault key is replaced with a passkey, and the password opens the vault again once it was entered", async ({
  page,
  safelight,
  keepStates,
  expectFault,
}) => {
  test.slow();
  expectFault(/status of 40[13]/);
  expectFault(/status of 422/);
  await register(safelight);
  await page.goto("/settings/security");
  const device = await plugIn(page, { hasPrf: true });
  await signInByPassword(page);
  const passkeys = page.getByRole("region", { name: "Passkeys" });
  await passkeys.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(passkeys.getByText("Signs in and opens your vault")).toBeVisible();

  await page.goto("/settings/vault/rotate");
  await page.getByRole("button", { name: "Go on to the new recovery code" }).click();
  await expect(page.getByRole("button", { name: "I have saved it" })).toBeVisible();
  const shown = await page.locator("main").innerText();
  const code = /([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}/.exec(shown)?.[0] ?? "";
  await page.getByRole("button", { name: "I have saved it" }).click();
  const instead = page.getByRole("button", { name: "Use a passkey instead of the password" });
  await instead.click();
  await expect(page.getByText("Enter your recovery code.")).toBeVisible();
  await page.getByLabel("The code from your copy").fill("0000-".repeat(14));
  await instead.click();
  await expect(page.getByText("That is not the code that was shown")).toBeVisible();
  await keepStates("vault-rotate-passkey");
  await page.getByLabel("The code from your copy").fill(code);
  await instead.click();
  await expect(page.getByText("Your vault has a new key")).toBeVisible();
  await keepStates("vault-rotate-passkey-done");

  // Or the field of the sign-in page would have its answer before anybody asked by the button.
  await device.answers(false);
  await signOut(page);
  await signInByPasskey(page, device);
  await expect(page).toHaveURL(/\/gallery$/);
  await device.answers(false);
  await signOut(page);
  await signInByPassword(page);
  await expect(page.getByRole("heading", { name: "Unlock your vault" })).toBeVisible();
  await device.answers(true);
  await page.getByRole("button", { name: "Unlock with a passkey" }).click();
  await expect(page.getByText(/With it and the passkey together/)).toBeVisible();
  await page.getByLabel("Your password, to go with the passkey").fill(PASSWORD);
  await keepStates("unlock-passkey-password");
  await page.getByRole("button", { name: "Unlock with a passkey" }).click();
  await expect(page).toHaveURL(/\/gallery$/);
});

test.describe("on a server that asks everybody for a second factor", () => {
  test.use({ server: "own", environment: { SAFELIGHT_REQUIRE_MFA: "true" } });

  test("a person adds a passkey instead of an app, and gets to the pictures with it", async ({
    page,
    safelight,
    keepStates,
    expectAccessible,
  }) => {
    const client = apiClient(safelight.origin);
    await client.post("/api/accounts", { email, password: PASSWORD, vault: "managed" });
    const link = await safelight.link("verify");
    const token = link.slice(link.indexOf("#") + 1);
    expect((await client.post("/api/accounts/verify", { token })).status).toBe(200);
    await page.goto("/sign-in");
    const device = await plugIn(page, { hasPrf: false });
    await signInByPassword(page);
    await expect(page.getByText("This server asks everybody for a second step")).toBeVisible();
    const instead = page.getByRole("button", { name: "Add a passkey instead" });
    await expect(instead).toBeVisible();
    await keepStates("enrolment-passkey");
    await expectAccessible();

    // Changed their mind: nothing is added, and nothing is open.
    await instead.click();
    await expect(page.getByLabel("What to call it")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.goto("/gallery");
    await expect(page).toHaveURL(/\/settings\/authenticator$/);

    await instead.click();
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page).toHaveURL(/\/gallery$/);
    await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();

    // From now on it is asked for beside the password.
    await device.answers(false);
    await signOut(page);
    await signInByPassword(page);
    await expect(page).toHaveURL(/\/sign-in\/code$/);
    await expect(page.getByRole("button", { name: /passkey/i }).first()).toBeVisible();
    await keepStates("second-step-by-passkey");
  });
});
