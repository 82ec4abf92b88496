// Small pictures for the tests of this folder, and what they ask of an answer.

import { deflateSync } from "node:zlib";
import { createImage, type Image } from "#contract/images.ts";
import type { Unlocked } from "../../server/access/caller.ts";
import { callerFinder } from "../../server/accounts/routes.ts";
import type { ApiClient, ApiReply, UploadOptions } from "../support/api-client.ts";
import { exifStructure } from "../support/make-images/exif-structure.ts";
import { exifSegment, plainJpeg, segment, withSegments } from "../support/make-images/jpeg-file.ts";
import { chunk, joinChunks, u32 } from "../support/make-images/png-file.ts";
import { seededRandom } from "../support/make-images/seeded-random.ts";
import type { Member, MemoryApp } from "../support/memory-app.ts";

let plain: Buffer | undefined;

export interface PictureFacts {
  /** As Exif writes it: `2024:07:01 18:30:05`. */
  readonly takenAt?: string;
  readonly offset?: string;
}

/** A JPEG of 96 by 64 pixels; each `mark` (a comment, which cleaning takes out) makes another file. */
export async function picture(mark: string, { takenAt, offset }: PictureFacts = {}): Promise<Buffer> {
  plain ??= await plainJpeg();
  const exif = {
    ...(takenAt === undefined ? {} : { 0x9003: { text: takenAt } }),
    ...(offset === undefined ? {} : { 0x9011: { text: offset } }),
  };
  return withSegments(plain, [exifSegment(exifStructure({ exif })), segment(0xfe, mark)]);
}

/** A PNG of noise, uncompressed: as many bytes as it has samples. */
export function noisyPng(width: number, height: number): Buffer {
  const random = seededRandom(width * height);
  const block = random.bytes(65_521);
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y += 1) {
    const from = (y * 37) % 30_000;
    rows.push(Buffer.from([0]), block.subarray(from, from + width * 3));
  }
  return joinChunks([
    chunk("IHDR", Buffer.concat([u32(width, height), Buffer.from([8, 2, 0, 0, 0])])),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 0 })),
    chunk("IEND"),
  ]);
}

/** Uploads what must be taken. */
export async function upload(client: ApiClient, file: Uint8Array, options?: UploadOptions): Promise<Image> {
  const reply = await client.upload(file, options);
  if (reply.status !== 201) throw new Error(`upload: ${reply.status} ${reply.text}`);
  return reply.as(createImage.replies[201]).image;
}

/** What a refusal shows, but for the id of its request. */
export function shownOf(reply: ApiReply): unknown {
  const instance = (reply.body as { instance?: string } | undefined)?.instance ?? "none";
  const headers = [...reply.headers].filter(([name]) => name !== "x-request-id" && name !== "date");
  return { status: reply.status, headers, text: reply.text.replace(instance, "") };
}

/** The caller that the door makes of a member's cookie, for rules that are called without HTTP. */
export async function callerOf(app: MemoryApp, { client }: Member): Promise<Unlocked> {
  const caller = await callerFinder(app.rooms)(client.cookies.get("safelight") ?? "", { safe: true });
  if (caller.kind !== "signed-in" || caller.vault === null) throw new Error("not unlocked");
  return { ...caller, vault: caller.vault };
}

/** How often the audit trail says of a picture that it is damaged. */
export async function damageRecords(
  { database }: Pick<MemoryApp, "database">,
  imageId: string,
): Promise<number> {
  const records = await database.db
    .selectFrom("audit_records")
    .select("seq")
    .where("action", "=", "image.damaged")
    .where("subject_id", "=", imageId)
    .execute();
  return records.length;
}
