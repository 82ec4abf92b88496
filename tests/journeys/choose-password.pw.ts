import { expect, test } from "../support/journey.ts";

test.use({ server: "shared" });

// A button that moves between a finger's coming down and its going up is not pressed.
test("what stands under a new password stays where it is when the password's strength is known", async ({
  page,
}) => {
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: isAnswered, resolve: answer } = Promise.withResolvers<void>();
  await page.context().route(/guess-password/, async (route) => {
    ask();
    await isAnswered;
    await route.continue();
  });
  await page.goto("/register");
  await page.getByLabel("Password", { exact: true }).fill("Meadow4!lantern-Crisp");
  await expect(page.getByText("A special character")).toBeVisible();
  await isAsked;
  const place = () => page.getByRole("button", { name: "Make the account" }).boundingBox();
  const before = await place();
  expect(before).not.toBeNull();
  answer();
  await expect(page.getByText(/hard to guess/i).last()).toBeVisible();
  await expect(page.getByText("This password will do.")).toBeVisible();
  expect(await place()).toEqual(before);
});
