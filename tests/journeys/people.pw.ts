import { readFileSync } from "node:fs";
import { apiClient } from "../support/api-client.ts";
import { expect, test } from "../support/journey.ts";
import { photograph } from "../support/photographs.ts";
import { readZip } from "../support/read-zip.ts";
import type { RunningServer } from "../support/running-server.ts";

// An administrator invites and disables; a person lets a program in, takes everything along, moves and leaves.

const ADMIN = "ada@example.org";
const PERSON = "budi@example.org";
const PASSWORD = "Violet7!harbour-Quilt";

const tokenOf = (link: string) => link.slice(link.indexOf("#") + 1);

async function makeAdministrator(safelight: RunningServer): Promise<void> {
  const invitation = tokenOf(await safelight.link("register"));
  const asked = { email: ADMIN, password: PASSWORD, vault: "managed", invitation };
  expect((await apiClient(safelight.origin).post("/api/accounts", asked)).status).toBe(202);
}

async function makePerson(safelight: RunningServer): Promise<void> {
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email: PERSON, password: PASSWORD, vault: "managed" });
  const token = tokenOf(await safelight.link("verify"));
  expect((await client.post("/api/accounts/verify", { token })).status).toBe(200);
  await client.post("/api/sessions", { email: PERSON, password: PASSWORD });
  const { bytes } = await photograph(0, { longSide: 800 });
  expect((await client.upload(bytes, { name: "Pantai.jpg" })).status).toBe(201);
}

test("an administrator invites somebody, disables and enables them, and sets their space", async ({
  page,
  safelight,
  keepScreenshot,
  expectAccessible,
}) => {
  const keep = async (name: string) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await keepScreenshot(`${name}-${colorScheme}`);
    }
  };
  await makeAdministrator(safelight);
  await page.goto("/admin/invitations");
  await page.getByLabel("E-mail address").fill(ADMIN);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();

  await expect(page.getByText("Nobody is invited at the moment.")).toBeVisible();
  await expectAccessible();
  await page.getByText("By a link that I hand over").click();
  await page.getByLabel("How long it works").selectOption("30");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Hand this link over" });
  const link = (await dialog.locator("code").textContent()) ?? "";
  expect(link).toMatch(/\/register#[\w-]{43}$/);
  await keep("invitation-link");
  await expectAccessible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("By a link", { exact: true })).toBeVisible();
  await page.getByText("By mail", { exact: true }).click();
  await page.getByLabel("Their e-mail address").fill("citra@example.org");
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText("citra@example.org", { exact: true })).toBeVisible();
  await keep("invitations");
  await page.getByRole("button", { name: "Take back: citra@example.org" }).click();
  await expect(page.getByText("citra@example.org", { exact: true })).toHaveCount(0);

  const invited = { email: PERSON, password: PASSWORD, vault: "managed", invitation: tokenOf(link) };
  const other = apiClient(safelight.origin);
  expect((await other.post("/api/accounts", invited)).status).toBe(202);
  expect((await other.post("/api/sessions", { email: PERSON, password: PASSWORD })).status).toBe(201);

  await page.getByRole("link", { name: "People" }).click();
  await expect(page.getByText(PERSON)).toBeVisible();
  await keep("people");
  await expectAccessible();
  await page.getByRole("button", { name: `What to do with ${PERSON}` }).click();
  await keep("people-menu");
  await page.getByRole("menuitem", { name: "Set the space" }).click();
  await page.getByLabel("Space in gigabytes").fill("0.5");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await expect(page.getByText("0 bytes of 512 MB used")).toBeVisible();

  await page.getByRole("button", { name: `What to do with ${PERSON}` }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await keep("people-disable");
  await expectAccessible();
  await page.getByRole("button", { name: "Disable the account" }).click();
  await expect(page.getByText("Disabled", { exact: true })).toBeVisible();
  expect((await other.get("/api/account")).code).toBe("session.required");
  await page.getByRole("button", { name: `What to do with ${PERSON}` }).click();
  await page.getByRole("menuitem", { name: "Enable" }).click();
  await expect(page.getByText("Disabled", { exact: true })).toHaveCount(0);
});

test("a person lets a program in and out, takes everything along, moves, and leaves", async ({
  page,
  safelight,
  keepScreenshot,
  expectAccessible,
  expectFault,
}) => {
  const keep = async (name: string) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await keepScreenshot(`${name}-${colorScheme}`);
    }
  };
  await makeAdministrator(safelight);
  await makePerson(safelight);
  await page.goto("/settings/tokens");
  await page.getByLabel("E-mail address").fill(PERSON);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();

  await expect(page.getByText("No program has a token.")).toBeVisible();
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByText("Give it a name, with at most 60 characters.")).toBeVisible();
  await page.getByLabel("What it is for").fill("Backup at home");
  await page.getByRole("button", { name: "Make the token" }).click();
  const shown = page.getByRole("dialog", { name: "Copy your token now" });
  const token = (await shown.locator("code").first().textContent()) ?? "";
  await keep("token-shown");
  await expectAccessible();
  await shown.getByRole("button", { name: "I have copied it" }).click();
  const headers = { authorization: `Bearer ${token}` };
  const program = apiClient(safelight.origin);
  expect((await program.get("/api/images", headers)).status).toBe(200);
  await page.reload();
  await expect(page.getByText("Backup at home", { exact: true })).toBeVisible();
  await keep("tokens");
  await page.getByRole("button", { name: "Revoke Backup at home" }).click();
  await expect(page.getByText("No program has a token.")).toBeVisible();
  expect((await program.get("/api/images", headers)).code).toBe("session.required");

  await page.getByRole("link", { name: "Profile" }).click();
  await page.getByLabel("New e-mail address").fill("budi@example.com");
  await page.getByRole("button", { name: "Change the address" }).click();
  await expect(page.getByText("Waiting for budi@example.com to be confirmed")).toBeVisible();
  await keep("profile-address");
  await expectAccessible();
  const mails = await safelight.mails();
  const keepLink = mails.find((mail) => mail.to === PERSON && /about to change/.test(mail.subject));
  await page.goto(keepLink?.links.find((one) => one.includes("#")) ?? "");
  await keep("keep-address");
  await page.getByRole("button", { name: "Keep this address" }).click();
  await expect(page.getByRole("heading", { name: "Your address stays" })).toBeVisible();
  await expectAccessible();

  await page.goto("/settings/my-data");
  await page.getByRole("button", { name: "Prepare the archive" }).click();
  await expect(page.getByText(/^One picture, /)).toBeVisible();
  await keep("my-data");
  await expectAccessible();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the archive" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^safelight-[\d-]+\.zip$/);
  const paths = readZip(readFileSync(await download.path())).map(({ path }) => path);
  expect(paths).toHaveLength(2);
  expect(paths).toContain("details.json");

  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.getByLabel("Your e-mail address").fill(PERSON);
  await page.getByRole("button", { name: "Delete it in seven days" }).click();
  await expect(page.getByText(/^This account will be deleted on/)).toBeVisible();
  await keep("leaving");
  await page.getByRole("button", { name: "Keep my account" }).click();
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.getByText("At once", { exact: true }).click();
  await page.getByRole("button", { name: "Delete it now" }).click();
  await expect(page.getByText("That is not the address of this account.")).toBeVisible();
  await page.getByLabel("Your e-mail address").fill(PERSON);
  await keep("delete-account");
  await expectAccessible();
  // The line for what changes ends with the session, and may ask again before the page hears that it is over.
  expectFault(/status of 401 .*\/api\/events/);
  await page.getByRole("button", { name: "Delete it now" }).click();
  await expect(page.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();
  await keep("farewell");
  await expectAccessible();
  await page.getByRole("link", { name: "Go to the front door" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
});
