// A person with pictures, already signed in: made over the API, so that a journey begins where its own story does.

import type { Page } from "@playwright/test";
import { createImage, type Image } from "#contract/images.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import type { RunningServer } from "./running-server.ts";

export interface VaultFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const PASSWORD = "Violet7!harbour-Quilt";

export interface BrowserVault {
  /** Nobody else on this server has it. */
  readonly email: string;
  /** Signed in as the same person. */
  readonly client: ApiClient;
  /** As the server answered, in the order of the files. */
  readonly images: readonly Image[];
}

let people = 0;

/** An address that nobody else has on any server that this process starts. */
export function newAddress(): string {
  people += 1;
  return `ada-${people}@example.org`;
}

/** Registers a person with a managed vault, fills it, and hands their session to the page's browser. */
export async function openVault(
  page: Page,
  safelight: RunningServer,
  files: readonly VaultFile[],
): Promise<BrowserVault> {
  const client = apiClient(safelight.origin);
  const credentials = { email: newAddress(), password: PASSWORD };
  await client.post("/api/accounts", { ...credentials, vault: "managed" });
  const link = await safelight.link("verify");
  await client.post("/api/accounts/verify", { token: link.slice(link.indexOf("#") + 1) });
  const session = await client.post("/api/sessions", credentials);
  if (session.status !== 201) throw new Error(`no session: ${session.status} ${session.text}`);
  const images: Image[] = [];
  for (const { name, bytes } of files) {
    const reply = await client.upload(bytes, { name });
    images.push(reply.as(createImage.replies[201]).image);
  }
  await page
    .context()
    .addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: safelight.origin })));
  return { email: credentials.email, client, images };
}
