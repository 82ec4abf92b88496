import type { Page } from "@playwright/test";
import type { RunningServer } from "./running-server.ts";

export const PASSWORD = "Violet7!harbour-Quilt";

interface BrowserAccount {
  readonly email: string;
  readonly password: string;
}

/**
 * Makes the first account of an instance without its pages, and signs the page's browser in to it: for journeys
 * that are about something else.
 */
export async function becomeFirst(
  page: Page,
  safelight: RunningServer,
  vault: "managed" | "sealed" = "managed",
): Promise<BrowserAccount> {
  const email = "ada@example.org";
  const link = await safelight.link("register");
  const invitation = link.slice(link.indexOf("#") + 1);
  await expectStatus(202, page, "/api/accounts", { email, password: PASSWORD, vault, invitation });
  await expectStatus(201, page, "/api/sessions", { email, password: PASSWORD });
  return { email, password: PASSWORD };
}

/** Puts pictures into the vault of whoever the browser is signed in as. */
export async function addPictures(
  page: Page,
  pictures: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  for (const { name, bytes } of pictures) {
    const file = { name, mimeType: "image/jpeg", buffer: Buffer.from(bytes) };
    const reply = await page.request.post("/api/images", { multipart: { file } });
    if (reply.status() !== 201) throw new Error(`upload of ${name}: ${reply.status()} ${await reply.text()}`);
  }
}

async function expectStatus(status: number, page: Page, path: string, data: unknown): Promise<void> {
  const reply = await page.request.post(path, { data });
  if (reply.status() !== status) throw new Error(`${path}: ${reply.status()} ${await reply.text()}`);
}
