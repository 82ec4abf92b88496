import { apiClient } from "../support/api-client.ts";
import { newAddress, PASSWORD } from "../support/browser-vault.ts";
import { expect, test } from "../support/journey.ts";

test.use({ server: "shared" });

let email: string;
test.beforeEach(() => void (email = newAddress()));

const NEW_PASSWORD = "Meadow4!lantern-Crisp";

test("a person without the mailbox gets back into a sealed vault with the recovery code", async ({
  page,
  safelight,
  keepScreenshot,
  expectAccessible,
  expectFault,
}) => {
  expectFault(/status of 403/);
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email, password: PASSWORD, vault: "sealed" });
  const link = await safelight.link("verify");
  await client.post("/api/accounts/verify", { token: link.slice(link.indexOf("#") + 1) });
  await client.post("/api/sessions", { email, password: PASSWORD });
  const kit = (await client.post("/api/vault/recovery-kit")).body as { recoveryCode: string };
  expect((await client.put("/api/vault/recovery-kit", kit)).status).toBe(200);

  await page.goto("/forgotten");
  await page.getByRole("link", { name: "Use my recovery code instead" }).click();
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("Enter your recovery code.")).toBeVisible();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Recovery code").fill("A".repeat(56));
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("The address or the recovery code is wrong.")).toBeVisible();
  await keepScreenshot("reset-by-code");
  await expectAccessible();
  await page.getByLabel("Recovery code").fill(kit.recoveryCode);
  await page.getByRole("button", { name: "Set the password" }).click();

  await expect(page.getByText(/Your new password is set/)).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/gallery$/);
  expect((await client.get("/api/account")).code).toBe("session.required");
});
