import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Route } from "#contract/route.ts";
import { createSetupLink } from "../../server/accounts/setup-link.ts";
import type { BlobStore } from "../../server/blobs/blob-store.ts";
import { memoryBlobs } from "../../server/blobs/memory.ts";
import { readConfig } from "../../server/config.ts";
import type { Argon2Versions } from "../../server/crypto/password-hash.ts";
import type { Database } from "../../server/database/open.ts";
import { faultForLog } from "../../server/fault-for-log.ts";
import { buildApp } from "../../server/http/app.ts";
import type { FollowedCertificate } from "../../server/http/certificate.ts";
import { openFileKeys } from "../../server/keys/file.ts";
import type { KeyProvider } from "../../server/keys/provider.ts";
import type { MailMessage } from "../../server/mail/mail.ts";
import { openRooms } from "../../server/open-rooms.ts";
import type { Rooms } from "../../server/rooms.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { findFreePort } from "./free-port.ts";
import { QUICK_HASHES } from "./quick-hashes.ts";
import { openTestDatabase } from "./test-database.ts";

// The whole application in this process, on real engines that keep nothing: the database of this run of the tests
// (SQLite in memory, or a file where a test looks into it; or PostgreSQL), blobs in memory, a throw-away key folder, and a clock that the test moves.

export interface MemoryApp {
  readonly origin: string;
  readonly rooms: Rooms;
  readonly routes: readonly Route[];
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly keyFolder: string;
  readonly certificate: FollowedCertificate | null;
  /** Stops serving, and keeps what it stood on. */
  readonly stop: (graceSeconds: number) => Promise<void>;
  /** Mails that left, oldest first. */
  readonly mails: MailMessage[];
  /** Everything that was logged. */
  readonly logged: () => string;
  /** Moves the clock. */
  advance(milliseconds: number): void;
  client(): ApiClient;
  /** Registers, confirms, signs in; a sealed vault's kit is confirmed as well. */
  member(options?: MemberOptions): Promise<Member>;
  close(): Promise<void>;
}

export interface MemberOptions {
  readonly vault?: "managed" | "sealed";
  readonly email?: string;
  readonly confirmKit?: boolean;
}

export interface Member {
  readonly client: ApiClient;
  readonly email: string;
  readonly password: string;
  readonly accountId: string;
  readonly recoveryCode: string | null;
}

const STOP_SECONDS = 60;

export const PASSWORD = "Violet7!harbour-Quilt";

/** The token behind "#" of the first link in a mail. */
export function linkToken(mail: MailMessage | undefined): string {
  const token = /#([\w-]+)/.exec(mail?.text ?? "")?.[1];
  if (token === undefined) throw new Error("the mail holds no link");
  return token;
}

export async function startMemoryApp(
  options: {
    env?: Record<string, string>;
    /** What people call it: `localhost`, unless a test is about that. */
    host?: string;
    databaseFile?: string;
    /** What it shares with another server of the same instance, which closes it. */
    shared?: { readonly database: Database; readonly blobs: BlobStore; readonly keyFolder: string };
    blobs?: BlobStore;
    /** Instead of a folder of its own; the application closes it. */
    keys?: KeyProvider;
    webFolder?: string;
    /** Serves HTTPS itself, with this certificate. */
    tls?: { readonly certFile: string; readonly keyFile: string };
    logLevel?: string;
    /** Those of the product where a real server is on the same database, or hashing is what the test is about. */
    hashVersions?: Argon2Versions;
  } = {},
): Promise<MemoryApp> {
  const port = await findFreePort();
  const config = readConfig({
    SAFELIGHT_ORIGIN: `${options.tls === undefined ? "http" : "https"}://${options.host ?? "localhost"}:${port}`,
    ...options.env,
  });
  const keyFolder = mkdtempSync(join(tmpdir(), "safelight-keys-"));
  const { database, drop } =
    options.shared === undefined
      ? await openTestDatabase(options.databaseFile)
      : { database: options.shared.database, drop: async () => {} };
  const lines: string[] = [];
  const mails: MailMessage[] = [];
  let offset = 0;
  const blobs = options.shared?.blobs ?? options.blobs ?? memoryBlobs();
  const rooms = await openRooms({
    config,
    version: "0.0.0-test",
    database,
    blobs,
    keys:
      options.keys ??
      (await openFileKeys(options.shared?.keyFolder ?? join(keyFolder, "keys"), { create: true })),
    transport: { send: async (message) => void mails.push(message), close: () => undefined },
    clock: () => Date.now() + offset,
    log: pino(
      { level: options.logLevel ?? "debug", serializers: { err: faultForLog } },
      { write: (line: string) => void lines.push(line) },
    ),
    hashVersions: options.hashVersions ?? QUICK_HASHES,
  });
  const { app, routes, certificate, stop } = await buildApp(rooms, {
    webFolder: options.webFolder ?? null,
    tls: options.tls ?? null,
  });
  await app.listen({ host: "127.0.0.1", port });
  const origin = config.origin;
  let members = 0;

  const memoryApp: MemoryApp = {
    origin,
    rooms,
    routes,
    database,
    blobs,
    keyFolder: join(keyFolder, "keys"),
    certificate,
    stop,
    mails,
    logged: () => lines.join(""),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    client: () => apiClient(origin),
    async member(wanted = {}) {
      members += 1;
      const email = wanted.email ?? `member${members}@example.org`;
      return await becomeMember(memoryApp, email, wanted);
    },
    async close() {
      await stop(STOP_SECONDS);
      await rooms.close();
      await drop();
      rmSync(keyFolder, { recursive: true, force: true });
    },
  };
  return memoryApp;
}

async function becomeMember(app: MemoryApp, email: string, wanted: MemberOptions): Promise<Member> {
  const client = app.client();
  const vault = wanted.vault ?? "managed";
  const asked = await client.post("/api/accounts", { email, password: PASSWORD, vault });
  if (asked.status !== 202) throw new Error(`registration: ${asked.status} ${asked.text}`);
  await app.rooms.mail.deliverDue();
  const mail = app.mails.findLast((message) => message.to === email);
  const verified = await client.post("/api/accounts/verify", { token: linkToken(mail) });
  if (verified.status !== 200) throw new Error(`verification: ${verified.status} ${verified.text}`);
  const signedIn = await client.post("/api/sessions", { email, password: PASSWORD });
  if (signedIn.status !== 201) throw new Error(`sign-in: ${signedIn.status} ${signedIn.text}`);
  const { account } = signedIn.body as { account: { id: string } };
  let recoveryCode: string | null = null;
  if (vault === "sealed" && wanted.confirmKit !== false) {
    const kit = await client.post("/api/vault/recovery-kit");
    recoveryCode = (kit.body as { recoveryCode: string }).recoveryCode;
    const confirmed = await client.put("/api/vault/recovery-kit", { recoveryCode });
    if (confirmed.status !== 200) throw new Error(`kit: ${confirmed.status} ${confirmed.text}`);
  }
  return { client, email, password: PASSWORD, accountId: account.id, recoveryCode };
}

/** The administrator's link of an empty instance. */
export async function setupToken(app: MemoryApp): Promise<string> {
  const link = await createSetupLink(app.rooms);
  if (link === null) throw new Error("the instance is not empty");
  return link.slice(link.indexOf("#") + 1);
}
