import type { Page } from "@playwright/test";
import { type ApiClient, apiClient } from "../support/api-client.ts";
import { expect, test } from "../support/journey.ts";
import type { RunningServer } from "../support/running-server.ts";

// What stands behind the link of an invitation: the form, or at once that it is of no use any more.

const PASSWORD = "Violet7!harbour-Quilt";

const tokenOf = (link: string) => link.slice(link.indexOf("#") + 1);

/** Signed in as the administrator, who has the first link behind them. */
async function administrator(safelight: RunningServer): Promise<ApiClient> {
  const client = apiClient(safelight.origin);
  const email = "ada@example.org";
  const invitation = tokenOf(await safelight.link("register"));
  const asked = await client.post("/api/accounts", {
    email,
    password: PASSWORD,
    vault: "managed",
    invitation,
  });
  expect(asked.status).toBe(202);
  expect((await client.post("/api/sessions", { email, password: PASSWORD })).status).toBe(201);
  return client;
}

async function linkFor(client: ApiClient): Promise<string> {
  const reply = await client.post("/api/admin/invitations", {});
  expect(reply.status).toBe(201);
  return (reply.body as { link: string }).link;
}

/** Stands before an invitation that somebody else has used. */
async function openUsed(page: Page, safelight: RunningServer, client: ApiClient): Promise<void> {
  const link = await linkFor(client);
  await spend(safelight, link);
  await page.goto(link);
}

async function spend(safelight: RunningServer, link: string): Promise<void> {
  const asked = { email: "budi@example.org", password: PASSWORD, invitation: tokenOf(link) };
  expect((await apiClient(safelight.origin).post("/api/accounts", asked)).status).toBe(202);
}

test("a used invitation says so before anything is filled in, and leaves the way without it", async ({
  page,
  safelight,
  keepStates,
  expectFault,
}) => {
  expectFault(/status of 400/);
  const client = await administrator(safelight);
  await openUsed(page, safelight, client);
  await expect(page.getByRole("heading", { name: "This invitation does not work any more" })).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveCount(0);
  await keepStates("invitation-dead");
  await page.getByRole("button", { name: "Make an account without it" }).click();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  await expect(page.getByText("You were invited")).toHaveCount(0);
  // Another one, in the same tab, is honoured all the same.
  await page.goto(await linkFor(client));
  await expect(page.getByText("You were invited")).toBeVisible();
});

test("one that is used up while its form is filled in says so instead of the form", async ({
  page,
  safelight,
  expectFault,
}) => {
  expectFault(/status of 400/);
  const link = await linkFor(await administrator(safelight));
  await page.goto(link);
  await expect(page.getByText("You were invited")).toBeVisible();
  await spend(safelight, link);
  await page.getByLabel("E-mail address").fill("citra@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("heading", { name: "This invitation does not work any more" })).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("a mailed one knows its address, and makes the account", async ({ page, safelight, keepStates }) => {
  const client = await administrator(safelight);
  const email = "citra@example.org";
  expect((await client.post("/api/admin/invitations", { email })).status).toBe(201);
  await expect.poll(async () => (await safelight.mails()).some((mail) => mail.to === email)).toBe(true);
  const mail = (await safelight.mails()).find(({ to }) => to === email);
  await page.goto(/http\S+\/register#[\w-]{43}/.exec(mail?.text ?? "")?.[0] ?? "");
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await keepStates("invitation-form");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page).toHaveURL(/\/gallery$/);
});

test.describe("in Indonesian, on a server that takes nobody else", () => {
  test.use({ locale: "id-ID", environment: { SAFELIGHT_REGISTRATION: "closed" } });

  test("a used invitation leaves nothing but signing in", async ({
    page,
    safelight,
    keepStates,
    expectFault,
  }) => {
    expectFault(/status of 400/);
    await openUsed(page, safelight, await administrator(safelight));
    await expect(page.getByRole("heading", { name: "Undangan ini tidak berlaku lagi" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Masuk" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Buat akun tanpa undangan" })).toHaveCount(0);
    await keepStates("invitation-dead-indonesian");
  });
});
