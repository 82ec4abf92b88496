import { expect, test } from "../support/journey.ts";

// Refusals that come while the browser is still sending: the page must be able to read each, at once.

const MEBIBYTE = 1024 * 1024;

interface Sent {
  readonly field: string;
  readonly sizeBytes: number;
}

test("a refusal can be read though most of the body has not left yet", async ({
  page,
  safelight,
  expectFault,
}) => {
  expectFault(/status of (401|400|413|415)/);
  const invitation = (await safelight.link("register")).split("#")[1];
  await page.goto("/sign-in");
  const post = (path: string, body: unknown): Promise<number> =>
    page.evaluate(
      async ([to, json]) =>
        (await fetch(to, { method: "POST", body: json, headers: { "content-type": "application/json" } }))
          .status,
      [path, JSON.stringify(body)] as const,
    );
  const send = (sent: Sent): Promise<string> =>
    page.evaluate(async ({ field, sizeBytes }) => {
      const form = new FormData();
      form.append(field, new File([new Uint8Array(sizeBytes)], "a.jpg"));
      const response = await fetch("/api/images", { method: "POST", body: form });
      const { code } = (await response.json()) as { code: string };
      return `${response.status} ${code}`;
    }, sent);

  expect(await send({ field: "file", sizeBytes: 60 * MEBIBYTE })).toBe("401 session.required");

  const account = { email: "ada@example.org", password: "Violet7!harbour-Quilt" };
  expect(await post("/api/accounts", { ...account, invitation })).toBe(202);
  expect(await post("/api/sessions", account)).toBe(201);

  // By its Content-Length alone, before a byte of it is read.
  expect(await send({ field: "file", sizeBytes: 60 * MEBIBYTE })).toBe("413 image.too-large");
  // Beyond the limit by less than the form around it: only counting tells.
  expect(await send({ field: "file", sizeBytes: 5 * MEBIBYTE + 1 })).toBe("413 image.too-large");
  // In the middle of the stream, with nearly all of it still to come.
  expect(await send({ field: "picture", sizeBytes: 5 * MEBIBYTE })).toBe("400 upload.file-missing");
  // And the connection goes on being of use.
  expect(await send({ field: "file", sizeBytes: MEBIBYTE })).toBe("415 image.unsupported");
});
