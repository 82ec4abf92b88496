import { picture } from "../images/pictures.ts";
import { apiClient } from "../support/api-client.ts";
import { expect, test } from "../support/journey.ts";

// Finding pictures by words, as one types, without a word of it in any address.

const EMAIL = "ada@example.org";
const PASSWORD = "Violet7!harbour-Quilt";

test("somebody finds a picture as they type, opens it, comes back to what was found, and leaves no trace", async ({
  page,
  safelight,
  keepStates,
}) => {
  const link = await safelight.link("register");
  const invitation = link.slice(link.indexOf("#") + 1);
  const client = apiClient(safelight.origin);
  await client.post("/api/accounts", { email: EMAIL, password: PASSWORD, vault: "managed", invitation });
  await client.post("/api/sessions", { email: EMAIL, password: PASSWORD });
  for (const [name, takenAt] of [
    ["Pantai Kuta.jpg", "2024:06:17 10:00:00"],
    ["Pantai Sanur.jpg", "2024:07:02 10:00:00"],
    ["Gunung Merapi.jpg", "2023:05:05 10:00:00"],
  ] as const) {
    expect((await client.upload(await picture(name, { takenAt }), { name })).status).toBe(201);
  }
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));

  await page.goto("/gallery");
  await page.getByLabel("E-mail address").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("img", { name: /^Pantai Kuta/ })).toBeVisible();
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Search your pictures" });
  await expect(field).toBeFocused();
  await expect(page.getByRole("heading", { name: "What you can search for" })).toBeVisible();
  await keepStates("search-examples");

  const found = page.getByRole("list", { name: "Pictures found" }).getByRole("img");
  await field.pressSequentially("pant");
  await expect(page.getByText("2 pictures found")).toBeVisible();
  await expect(found.first()).toHaveAccessibleName(/^Pantai Sanur/);
  await keepStates("search-found");
  await field.fill("pantai june 2024");
  await expect(page.getByText("1 picture found")).toBeVisible();
  await found.first().click();
  await expect(page).toHaveURL(/\/gallery\/[a-z2-7]{26}$/);
  await page.goBack();
  await expect(field).toHaveValue("pantai june 2024");
  await expect(found).toHaveCount(1);

  // The viewer walks what was found, and nothing else.
  await field.fill("pant");
  await expect(page.getByText("2 pictures found")).toBeVisible();
  await found.first().click();
  await expect(page.getByText(/ · 1 of 2$/)).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(/ · 2 of 2$/)).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: /Pantai Kuta/ })).toBeVisible();
  await page.keyboard.press("Home");
  await expect(page.getByText(/ · 1 of 2$/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field).toHaveValue("pant");

  // What was found can be chosen and acted upon.
  const boxes = page.getByRole("list", { name: "Pictures found" }).locator("input[type=checkbox]");
  await boxes.first().dispatchEvent("click");
  await boxes.first().focus();
  await page.keyboard.press("Control+a");
  await expect(page.getByText("2 selected")).toBeVisible();
  await keepStates("search-selected");
  await page.getByRole("toolbar").getByRole("button", { name: "Move to trash" }).click();
  await expect(page.getByRole("heading", { name: "No picture matches all of that" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("2 pictures found")).toBeVisible();
  await field.fill("pantai june 2024");
  await expect(page.getByText("1 picture found")).toBeVisible();

  // What another device adds appears among what was found.
  const late = await picture("late", { takenAt: "2024:06:20 10:00:00" });
  expect((await client.upload(late, { name: "Pantai Lovina.jpg" })).status).toBe(201);
  await expect(page.getByText("2 pictures found")).toBeVisible();

  await field.fill("nothing-of-that-name");
  await expect(page.getByRole("heading", { name: "No picture matches all of that" })).toBeVisible();
  await keepStates("search-nothing");
  await field.press("Escape");
  await expect(field).toHaveValue("");
  await page.getByRole("button", { name: /june 2024/ }).click();
  await expect(field).toHaveValue("june 2024");
  await expect(page.getByText("2 pictures found")).toBeVisible();

  expect(asked.filter((url) => /pant|nothing-of|june/i.test(url))).toEqual([]);
  const kept = await page.evaluate<string>(
    "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href])",
  );
  expect(kept).not.toMatch(/pant|june/i);
});
