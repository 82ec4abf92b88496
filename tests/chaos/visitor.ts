// Somebody who uploads and looks at pictures through the balancer, again and again, whatever happens behind it, and
// notices at once when an answer is neither right nor a plain refusal.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Image } from "#contract/images.ts";
import type { VaultMode } from "#contract/instance.ts";
import { type ApiClient, type ApiReply, apiClient } from "../support/api-client.ts";
import { segment, withSegments } from "../support/make-images/jpeg-file.ts";
import { photograph } from "../support/photographs.ts";
import { type PiecedFile, piecedFile } from "./send-in-pieces.ts";

/** What one says who cannot serve right now: Safelight, or the balancer for it. */
const OUTAGES: readonly number[] = [502, 503, 504];
/** Between two looks of somebody who has nothing to upload: a person, not a measurement. */
const LOOK_MS = 100;
/** One file of so many is large, and sent in pieces. */
const LARGE_EACH = 3;
const PADDING = segment(0xfe, Buffer.alloc(60_000));
export const RENDITIONS = ["original", "view", "thumb"] as const;
type Rendition = (typeof RENDITIONS)[number];

export interface Visitor {
  readonly name: string;
  readonly vault: VaultMode;
  readonly client: ApiClient;
  /** Ids of acknowledged uploads, by the name of their file. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Names of files that were sent and not acknowledged. */
  readonly unacknowledged: ReadonlySet<string>;
  /** Of the acknowledged ones, how many were sent in pieces. */
  readonly pieced: number;
  /** Outages that a file in pieces was gone on with after. */
  readonly resumed: number;
  /** Asked for and refused for the moment. */
  readonly refusals: number;
  /** Pictures looked at, and found right. */
  readonly looks: number;
  readonly isUploading: boolean;
  /** What was wrong, once. */
  readonly failure: Error | null;
  /** Lets so many more uploads be acknowledged; beyond that it only looks. */
  allow(uploads: number): void;
  /** Somebody whose pictures must stay hidden. */
  beside(other: Visitor): void;
  /** The bytes that every picture of this person has. */
  check(reply: ApiReply, rendition: Rendition, what: string): void;
  isRight(reply: ApiReply, rendition: Rendition): boolean;
  start(): void;
  stop(): Promise<void>;
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Null for an outage, of whatever kind. */
async function answered(asked: Promise<ApiReply>): Promise<ApiReply | null> {
  // fetch rejects with a TypeError when the connection breaks, and with nothing else.
  const reply = await asked.catch((error: unknown) => {
    if (error instanceof TypeError) return null;
    throw error;
  });
  return reply === null || OUTAGES.includes(reply.status) ? null : reply;
}

/** Ids of all pictures, by the name of their file. */
export async function listAll(client: ApiClient): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (let cursor: string | null = ""; cursor !== null; ) {
    const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await client.get(`/api/images?limit=200${after}`);
    assert.equal(reply.status, 200, reply.text);
    const page = reply.body as { items: Image[]; nextCursor: string | null };
    for (const { id, name } of page.items) ids.set(name ?? "", id);
    cursor = page.nextCursor;
  }
  return ids;
}

/** A sealed vault takes no picture before its code was typed back. */
async function typeBackKit(client: ApiClient): Promise<void> {
  const { body, text } = await client.post("/api/vault/recovery-kit");
  const { status } = await client.put("/api/vault/recovery-kit", body);
  assert.equal(status, 200, text);
}

/** Signs in, uploads one picture while all is well, and keeps how it looks. */
export async function newVisitor(
  origin: string,
  number: number,
  { vault, ...account }: { readonly email: string; readonly password: string; readonly vault: VaultMode },
): Promise<Visitor> {
  const name = account.email.split("@")[0] ?? "";
  const client = apiClient(origin);
  const signedIn = await client.post("/api/sessions", account);
  assert.equal(signedIn.status, 201, signedIn.text);
  if (vault === "sealed") await typeBackKit(client);
  // Each has a picture of its own, so that another's would be seen.
  const { bytes: photo } = await photograph(number, { longSide: 240 });
  const acknowledged = new Map<string, string>();
  const unacknowledged = new Set<string>();
  const expected = new Map<Rendition, string>();
  let other: Visitor | null = null;
  let [sent, allowed, refusals, looks, pieced, resumed] = [0, 0, 0, 0, 0, 0];
  let unfinished: { readonly file: string; readonly sending: PiecedFile } | null = null;
  let isUploading = false;
  let isOver = false;
  let failure: Error | null = null;
  let working: Promise<void> = Promise.resolve();

  function keep(file: string, reply: ApiReply, expectedStatuses: readonly number[]): void {
    assert.ok(expectedStatuses.includes(reply.status), `${file}: ${reply.status} ${reply.text}`);
    const { image } = reply.body as { image: Image };
    assert.equal(image.name, file);
    unacknowledged.delete(file);
    acknowledged.set(file, image.id);
  }

  async function uploadWhole(file: string): Promise<boolean> {
    const bytes = withSegments(photo, [segment(0xfe, file)]);
    const reply = await answered(client.upload(bytes, { name: file }));
    if (reply === null) return false;
    keep(file, reply, [201]);
    return true;
  }

  /** Begins a large file, or goes on with the one that an outage broke off. */
  async function uploadInPieces(file: string): Promise<boolean> {
    if (unfinished === null) {
      const padding = Array.from({ length: 17 }, () => PADDING);
      const bytes = withSegments(photo, [segment(0xfe, file), ...padding]);
      unfinished = { file, sending: piecedFile(client, file, bytes, answered) };
    } else resumed += 1;
    const { sending } = unfinished;
    const reply = await sending.goOn();
    if (reply === null) return false;
    unfinished = null;
    // Made into a picture already, by a server that did not come to say so: then it is there.
    keep(file, reply, [200, 201]);
    pieced += 1;
    return true;
  }

  async function upload(): Promise<boolean> {
    isUploading = true;
    try {
      if (unfinished !== null) return await uploadInPieces(unfinished.file);
      const number = sent;
      const file = `${name}-${number}.jpg`;
      sent += 1;
      unacknowledged.add(file);
      return await (number % LARGE_EACH === 1 ? uploadInPieces(file) : uploadWhole(file));
    } finally {
      isUploading = false;
    }
  }

  const isRight = (reply: ApiReply, rendition: Rendition): boolean =>
    reply.status === 200 && digestOf(reply.bytes) === expected.get(rendition);

  function check(reply: ApiReply, rendition: Rendition, what: string): void {
    assert.equal(reply.status, 200, `${what}, ${rendition}: ${reply.text.slice(0, 300)}`);
    assert.equal(digestOf(reply.bytes), expected.get(rendition), `${what}: another ${rendition}`);
  }

  /** At a picture of one's own, the newest or an older one in turn; at the list; at what is not one's own. */
  async function look(turn: number): Promise<boolean> {
    const own = [...acknowledged];
    const [file, id] = own.at(turn % 2 === 0 ? -1 : turn % own.length) ?? assert.fail("no picture");
    const rendition = RENDITIONS[turn % RENDITIONS.length]!;
    const seen = await answered(client.get(`/api/images/${id}/renditions/${rendition}`));
    if (seen !== null) check(seen, rendition, file);
    const list = await answered(client.get("/api/images?limit=20"));
    if (list !== null) {
      assert.equal(list.status, 200, list.text);
      for (const image of (list.body as { items: Image[] }).items) {
        assert.ok(image.name?.startsWith(`${name}-`), `${name} sees ${image.name}`);
      }
    }
    const foreign = [...(other?.acknowledged.values() ?? [])].at(-1);
    const hidden =
      foreign === undefined ? list : await answered(client.get(`/api/images/${foreign}/renditions/original`));
    if (foreign !== undefined && hidden !== null) assert.equal(hidden.status, 404, `${name} sees another's`);
    if (seen !== null) looks += 1;
    return seen !== null && list !== null && hidden !== null;
  }

  async function work(): Promise<void> {
    for (let turn = 0; !isOver; turn += 1) {
      const wantsUpload = allowed > 0;
      const isTaken = wantsUpload && (await upload());
      if (isTaken) allowed -= 1;
      const isSeen = await look(turn);
      if ((wantsUpload && !isTaken) || !isSeen) refusals += 1;
      await pause(LOOK_MS);
    }
  }

  assert.ok(await upload());
  for (const rendition of RENDITIONS) {
    const path = `/api/images/${acknowledged.get(`${name}-0.jpg`)}/renditions/${rendition}`;
    const reply = await client.get(path);
    assert.equal(reply.status, 200, reply.text);
    expected.set(rendition, digestOf(reply.bytes));
  }
  return {
    name,
    vault,
    client,
    acknowledged,
    unacknowledged,
    get refusals() {
      return refusals;
    },
    get pieced() {
      return pieced;
    },
    get resumed() {
      return resumed;
    },
    get looks() {
      return looks;
    },
    get isUploading() {
      return isUploading;
    },
    get failure() {
      return failure;
    },
    allow: (uploads) => (allowed = uploads),
    beside: (somebody) => (other = somebody),
    check,
    isRight,
    start() {
      working = work().catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error(String(error));
      });
    },
    async stop() {
      isOver = true;
      await working;
      if (failure !== null) throw failure as Error;
    },
  };
}
