import type { Image } from "#contract/images.ts";
import type { CreationOptions } from "#contract/passkeys.ts";
import type { Member } from "./memory-app.ts";
import { photograph } from "./photographs.ts";
import { softwareAuthenticator } from "./software-authenticator.ts";

// One row for each route: what the refusal tests need to know of it beyond its contract. A route without a row
// fails the suite.

export interface RefusalRow {
  /** A JSON body that the schema refuses; null where every body is taken or none is read. */
  readonly badBody: unknown;
  /** A body that is well formed, for requests that must be refused for another reason. */
  readonly goodBody?: unknown;
  /** Makes something of the member's own, and gives the path to it; for routes that take an id. */
  readonly ownPath?: (member: Member) => Promise<string>;
  /** What the owner gets there, to prove that the path is right. */
  readonly ownStatus?: number;
}

let uploads = 0;

/** Uploads a small photograph of its own and gives its id. */
export async function ownImage(member: Member): Promise<Image> {
  uploads += 1;
  const { bytes } = await photograph(0, { longSide: 320 });
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, uploads >> 8, uploads & 255]);
  const file = Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]);
  const reply = await member.client.upload(file, { name: "refusal.jpg" });
  if (reply.status !== 201) throw new Error(`upload: ${reply.status} ${reply.text}`);
  return (reply.body as { image: Image }).image;
}

const imagePath =
  (suffix = "") =>
  async (member: Member) =>
    `/api/images/${(await ownImage(member)).id}${suffix}`;

const trashPath =
  (suffix = "") =>
  async (member: Member) => {
    const { id } = await ownImage(member);
    await member.client.delete(`/api/images/${id}`);
    return `/api/trash/${id}${suffix}`;
  };

/** Links somebody at the provider that the refusal tests run with. */
async function identityPath({ client }: Member): Promise<string> {
  const begun = await client.post("/api/oidc/liar/start", { purpose: "link" });
  const { url } = begun.body as { url: string };
  const sentBack = await fetch(url, { redirect: "manual" });
  const { pathname, search } = new URL(sentBack.headers.get("location") ?? "");
  await client.get(pathname + search);
  const linked = await client.post("/api/oidc/finish", {});
  if (linked.status !== 200) throw new Error(`link: ${linked.status} ${linked.text}`);
  const { items } = (await client.get("/api/identities")).body as { items: { id: string }[] };
  return `/api/identities/${items[0]?.id}`;
}

const ownUpload = async (member: Member): Promise<string> => {
  const reply = await member.client.request("POST", "/api/uploads", {
    headers: { "tus-resumable": "1.0.0", "upload-length": "9" },
  });
  return reply.headers.get("location") ?? "none";
};

const albumPath = async ({ client }: Member): Promise<string> => {
  const made = (await client.post("/api/albums", { name: "refusal" })).body as { id: string };
  return `/api/albums/${made.id}`;
};

const albumImagePath = async (member: Member): Promise<string> => {
  const path = `${await albumPath(member)}/images/${(await ownImage(member)).id}`;
  const put = await member.client.put(path);
  if (put.status !== 204) throw new Error(`album: ${put.status} ${put.text}`);
  return path;
};

const NOTHING: RefusalRow = { badBody: null };

/** Well-formed answers of passkeys that nobody has. */
const STRAY = { clientDataJSON: "e30", authenticatorData: "AA", signature: "AA" };
const STRAY_PASSKEY = { credential: { id: "AA", rawId: "AA", type: "public-key", response: STRAY } };

async function passkeyPath({ client }: Member): Promise<string> {
  const options = (await client.post("/api/passkeys/options")).body as CreationOptions;
  const { answer } = softwareAuthenticator(client.origin).create(options);
  const added = await client.post("/api/passkeys", { name: "refusal", ...answer });
  if (added.status !== 201) throw new Error(`passkey: ${added.status} ${added.text}`);
  return `/api/passkeys/${(added.body as { id: string }).id}`;
}

const A_TOKEN = { name: "refusal", scopes: ["images:read"], expiresInDays: 1 };

export const REFUSAL_ROWS: Readonly<Record<string, RefusalRow>> = {
  "GET /api/instance": NOTHING,
  "GET /api/openapi.json": NOTHING,
  "GET /healthz": NOTHING,
  "GET /readyz": NOTHING,
  "GET /metrics": NOTHING,
  "POST /api/csp-reports": NOTHING,
  "POST /api/accounts": { badBody: { email: "not an address", password: "x" } },
  "POST /api/accounts/invitation": { badBody: { token: 7 } },
  "POST /api/accounts/verify": { badBody: { token: 7 } },
  "GET /api/account": NOTHING,
  "PATCH /api/account": { badBody: { email: "cannot@change.here" }, goodBody: { displayName: "x" } },
  "POST /api/sessions": { badBody: { email: "a@example.org" } },
  "GET /api/sessions/current": NOTHING,
  "DELETE /api/sessions/current": NOTHING,
  "POST /api/sessions/current/reauthenticate": { badBody: {}, goodBody: { password: "x" } },
  "POST /api/sessions/factor": { badBody: { ticket: "x" } },
  "POST /api/sessions/factor/recovery": { badBody: { ticket: "x" } },
  "POST /api/sessions/passkey/options": NOTHING,
  "POST /api/sessions/passkey": { badBody: { credential: {} } },
  "POST /api/sessions/current/passkey/options": {
    badBody: { purpose: "sign-in" },
    goodBody: { purpose: "unlock" },
  },
  "GET /api/passkeys": NOTHING,
  "POST /api/passkeys/options": NOTHING,
  "POST /api/passkeys": {
    badBody: { name: "x" },
    goodBody: {
      name: "x",
      credential: {
        ...STRAY_PASSKEY.credential,
        response: { clientDataJSON: "e30", attestationObject: "AA" },
      },
    },
  },
  "PATCH /api/passkeys/{id}": {
    badBody: { name: "" },
    goodBody: { name: "taken over" },
    ownPath: passkeyPath,
    ownStatus: 200,
  },
  "DELETE /api/passkeys/{id}": { badBody: null, ownPath: passkeyPath, ownStatus: 204 },
  "POST /api/oidc/{provider}/start": { badBody: { purpose: "x" } },
  "GET /api/oidc/{provider}/callback": NOTHING,
  "POST /api/oidc/finish": { badBody: { totp: "x" } },
  "GET /api/identities": NOTHING,
  "DELETE /api/identities/{id}": { badBody: null, ownPath: identityPath, ownStatus: 204 },
  "GET /api/factors": NOTHING,
  "POST /api/totp": NOTHING,
  "PUT /api/totp": { badBody: { code: "12345" }, goodBody: { code: "123456" } },
  "DELETE /api/totp": NOTHING,
  "POST /api/totp/backup-codes": NOTHING,
  "GET /api/sessions": NOTHING,
  "DELETE /api/sessions/{id}": {
    badBody: null,
    ownPath: async (member) => {
      const { items } = (await member.client.get("/api/sessions")).body as { items: { id: string }[] };
      return `/api/sessions/${items[0]?.id}`;
    },
    ownStatus: 204,
  },
  "POST /api/sessions/end-others": NOTHING,
  "POST /api/password/forgot": { badBody: { email: "x" } },
  "POST /api/password/reset": { badBody: { token: "x" } },
  "PUT /api/password": { badBody: { password: "" }, goodBody: { password: "Violet7!harbour-Quilt" } },
  "POST /api/password/reset-with-code": { badBody: { email: "a@example.org", recoveryCode: "x" } },
  "PUT /api/email": { badBody: { email: "x" }, goodBody: { email: "elsewhere@example.org" } },
  "GET /api/email": NOTHING,
  "DELETE /api/email": NOTHING,
  "POST /api/email/confirm": { badBody: { token: "" } },
  "POST /api/email/keep": { badBody: { token: "" } },
  "DELETE /api/account": { badBody: { now: "yes" }, goodBody: { now: false } },
  "DELETE /api/account/deletion": NOTHING,
  "POST /api/account/keep": { badBody: { token: "" } },
  "POST /api/exports": NOTHING,
  "GET /api/exports/{id}": {
    badBody: null,
    ownPath: async ({ client }) => {
      const prepared = (await client.post("/api/exports")).body as { id: string };
      return `/api/exports/${prepared.id}`;
    },
    ownStatus: 200,
  },
  "GET /api/tokens": NOTHING,
  "POST /api/tokens": { badBody: { ...A_TOKEN, scopes: ["vault:open"] }, goodBody: A_TOKEN },
  "DELETE /api/tokens/{id}": {
    badBody: null,
    ownPath: async ({ client }) => {
      const made = (await client.post("/api/tokens", A_TOKEN)).body as { details: { id: string } };
      return `/api/tokens/${made.details.id}`;
    },
    ownStatus: 204,
  },
  "GET /api/admin/accounts": NOTHING,
  "PATCH /api/admin/accounts/{id}": {
    badBody: { disabled: "yes" },
    goodBody: { disabled: true },
    ownPath: async ({ accountId }) => `/api/admin/accounts/${accountId}`,
  },
  "GET /api/admin/invitations": NOTHING,
  "POST /api/admin/invitations": { badBody: { expiresInDays: 0 }, goodBody: {} },
  "DELETE /api/admin/invitations/{id}": {
    badBody: null,
    ownPath: async () => "/api/admin/invitations/aaaaaaaaaaaaaaaaaaaaaaaaab",
  },
  "GET /api/vault": NOTHING,
  "PUT /api/vault": { badBody: { mode: "open" }, goodBody: { mode: "managed" } },
  "POST /api/vault/rotation": {
    badBody: { password: "x" },
    goodBody: { password: "x", recoveryCode: "0000" },
  },
  "GET /api/vault/start-again": NOTHING,
  "POST /api/vault/start-again": NOTHING,
  "POST /api/vault/start-again/cancel": { badBody: { token: "" } },
  "POST /api/vault/unlock": { badBody: { password: 1 }, goodBody: { password: "x" } },
  "POST /api/vault/lock": NOTHING,
  "POST /api/vault/recovery-kit": NOTHING,
  "PUT /api/vault/recovery-kit": { badBody: { recoveryCode: "" }, goodBody: { recoveryCode: "0000" } },
  "POST /api/images": NOTHING,
  "OPTIONS /api/uploads": NOTHING,
  "POST /api/uploads": NOTHING,
  "GET /api/uploads/{id}": { badBody: null, ownPath: ownUpload, ownStatus: 200 },
  // Found, and then refused for want of its headers: tests/uploads has what comes after.
  "PATCH /api/uploads/{id}": { badBody: null, ownPath: ownUpload, ownStatus: 412 },
  "DELETE /api/uploads/{id}": { badBody: null, ownPath: ownUpload, ownStatus: 412 },
  "GET /api/events": NOTHING,
  "POST /api/archives": { badBody: { imageIds: [], albumId: "x" }, goodBody: { imageIds: ["x"] } },
  "GET /api/archives/{id}": {
    badBody: null,
    ownPath: async (member) => {
      const { id } = await ownImage(member);
      const made = (await member.client.post("/api/archives", { imageIds: [id] })).body as { id: string };
      return `/api/archives/${made.id}`;
    },
    ownStatus: 200,
  },
  "POST /api/search": { badBody: { text: 7 }, goodBody: { text: "x" } },
  "GET /api/images": NOTHING,
  "GET /api/albums": NOTHING,
  "POST /api/albums": { badBody: { name: " " }, goodBody: { name: "made by others" } },
  "GET /api/albums/{id}": { badBody: null, ownPath: albumPath, ownStatus: 200 },
  "PATCH /api/albums/{id}": {
    badBody: { order: "loudest" },
    goodBody: { name: "taken over" },
    ownPath: albumPath,
    ownStatus: 200,
  },
  "DELETE /api/albums/{id}": { badBody: null, ownPath: albumPath, ownStatus: 204 },
  "PUT /api/albums/{id}/images/{imageId}": { badBody: null, ownPath: albumImagePath, ownStatus: 204 },
  "DELETE /api/albums/{id}/images/{imageId}": { badBody: null, ownPath: albumImagePath, ownStatus: 204 },
  "POST /api/bulk": {
    badBody: { action: "destroy", imageIds: ["x"] },
    goodBody: { action: "trash", imageIds: ["aaaaaaaaaaaaaaaaaaaaaaaaaa"] },
  },
  "GET /api/timeline": NOTHING,
  "GET /api/timeline/{month}": NOTHING,
  "GET /api/timeline/{month}/layout": NOTHING,
  "GET /api/images/{id}": { badBody: null, ownPath: imagePath(), ownStatus: 200 },
  "PATCH /api/images/{id}": {
    badBody: { trashedAt: null },
    goodBody: { caption: "taken over" },
    ownPath: imagePath(),
    ownStatus: 200,
  },
  "DELETE /api/images/{id}": { badBody: null, ownPath: imagePath(), ownStatus: 204 },
  "GET /api/images/{id}/renditions/{rendition}": {
    badBody: null,
    ownPath: imagePath("/renditions/thumb"),
    ownStatus: 200,
  },
  "GET /api/trash": NOTHING,
  "POST /api/trash/{id}/restore": { badBody: null, ownPath: trashPath("/restore"), ownStatus: 200 },
  "DELETE /api/trash/{id}": { badBody: null, ownPath: trashPath(), ownStatus: 200 },
  "DELETE /api/trash": NOTHING,
};
