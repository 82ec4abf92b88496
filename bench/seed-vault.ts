// Makes a vault of many pictures in a real data folder, by the product's own cryptography: every picture has a data key
// of its own, sealed details, a sealed thumbnail and a sealed original, which a server started on that folder opens as
// if they had been uploaded. What it leaves out: decoding, fsync, and the variety of photographs: a few are drawn,
// and sealed again for each picture.
//
//   node_modules/.bin/node bench/seed-vault.ts FOLDER [COUNT]

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pino } from "pino";
import sharp from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import type { AccountId, ImageId } from "#contract/ids.ts";
import type { Unlocked } from "../server/access/caller.ts";
import { callerFinder } from "../server/accounts/routes.ts";
import { openDiskBlobs } from "../server/blobs/disk.ts";
import { fileNameOf, shardOf } from "../server/blobs/disk-layout.ts";
import { readConfig } from "../server/config.ts";
import { contentIndex, monthIndex } from "../server/crypto/blind-index.ts";
import { sha256 } from "../server/crypto/digest.ts";
import { newKey } from "../server/crypto/random.ts";
import { sealBlob } from "../server/crypto/sealed-blob.ts";
import { renditionContext, renditionKey, sealDetails, wrapDataKey } from "../server/crypto/vault-keys.ts";
import { openDataFolder } from "../server/data-folder.ts";
import { migrate } from "../server/database/migrate.ts";
import { migrationsFor } from "../server/database/migrations/migrations.ts";
import { openDatabase } from "../server/database/open.ts";
import type { Images, SealedKeys } from "../server/database/schema.ts";
import { buildApp } from "../server/http/app.ts";
import { encodeDetails, type ImageDetails } from "../server/images/image-details.ts";
import { blobKey } from "../server/images/keep-renditions.ts";
import { openFileKeys } from "../server/keys/file.ts";
import type { MailMessage } from "../server/mail/mail.ts";
import { openRooms } from "../server/open-rooms.ts";
import { apiClient } from "../tests/support/api-client.ts";
import { findFreePort } from "../tests/support/free-port.ts";
import { linkToken, PASSWORD } from "../tests/support/memory-app.ts";
import { seededRandom } from "../tests/support/seeded-random.ts";

export interface SeededVault {
  readonly dataFolder: string;
  readonly email: string;
  readonly password: string;
  readonly count: number;
  /** Newest first. */
  readonly months: readonly { readonly month: string; readonly count: number }[];
}

export interface SeedOptions {
  readonly dataFolder: string;
  readonly count: number;
  readonly email?: string;
  /** Of the newest month. */
  readonly newest?: string;
  readonly years?: number;
  /** False: rows alone, whose pictures nobody can open. */
  readonly hasFiles?: boolean;
}

/** One transaction, and so many files written at once. */
const BATCH = 500;
/** Rows in one statement: SQLite takes 32,766 values. */
const ROWS = 250;

/** Registers a person on an instance of its own in that folder, and fills the vault. */
export async function seedVault(options: SeedOptions): Promise<SeededVault> {
  const {
    dataFolder,
    count,
    email = "ada@example.org",
    newest = "2026-09",
    years = 20,
    hasFiles = true,
  } = options;
  const port = await findFreePort();
  const blobsFolder = `${dataFolder}/blobs`;
  const config = readConfig({ SAFELIGHT_ORIGIN: `http://localhost:${port}`, SAFELIGHT_DATA: dataFolder });
  const folder = await openDataFolder(resolve(dataFolder));
  const database = await openDatabase({ kind: "sqlite", file: resolve(dataFolder, "safelight.db") });
  await migrate(database, migrationsFor(database.dialect));
  const mails: MailMessage[] = [];
  const rooms = await openRooms({
    config,
    version: "seed",
    database,
    blobs: await openDiskBlobs(resolve(blobsFolder)),
    keys: await openFileKeys(resolve(config.keys), { create: true }),
    transport: { send: async (message) => void mails.push(message), close: () => undefined },
    clock: Date.now,
    log: pino({ level: "silent" }),
  });
  const { app } = await buildApp(rooms, { webFolder: null, tls: null });
  try {
    await app.listen({ host: "127.0.0.1", port });
    const client = apiClient(config.origin);
    await client.post("/api/accounts", { email, password: PASSWORD, vault: "managed" });
    await rooms.mail.deliverDue();
    await client.post("/api/accounts/verify", { token: linkToken(mails.at(-1)) });
    const signedIn = await client.post("/api/sessions", { email, password: PASSWORD });
    if (signedIn.status !== 201) throw new Error(`sign-in: ${signedIn.status} ${signedIn.text}`);
    const found = await callerFinder(rooms)(client.cookies.get("safelight") ?? "", { safe: true });
    if (found.kind !== "signed-in" || found.vault === null) throw new Error("the vault is locked");
    const caller: Unlocked = { ...found, vault: found.vault };

    const months = spread(count, newest, years);
    const drawings = await drawAll();
    let usedBytes = 0;
    let batch: Seeded[] = [];
    const flush = async () => {
      const files = hasFiles ? batch.flatMap((one) => one.files) : [];
      await Promise.all(files.map(({ key, bytes }) => put(blobsFolder, key, bytes)));
      await database.db.transaction().execute(async (transaction) => {
        for (let from = 0; from < batch.length; from += ROWS) {
          const some = batch.slice(from, from + ROWS);
          await transaction
            .insertInto("images")
            .values(some.map(({ row }) => row))
            .execute();
          await transaction
            .insertInto("sealed_keys")
            .values(some.map(({ key }) => key))
            .execute();
        }
      });
      batch = [];
    };
    let number = 0;
    for (const { month, count: inMonth } of months) {
      for (let i = 0; i < inMonth; i += 1) {
        const drawing = drawings[(number * 10) % drawings.length]!;
        const seeded = seal(caller, drawing, {
          number,
          takenAt: momentOf(month, i, inMonth),
          newId: rooms.newId,
        });
        usedBytes += seeded.row.original_bytes;
        batch.push(seeded);
        number += 1;
        if (batch.length === BATCH) await flush();
      }
    }
    await flush();
    await database.db
      .updateTable("accounts")
      .set({ used_bytes: usedBytes })
      .where("id", "=", caller.accountId)
      .execute();
    return { dataFolder, email, password: PASSWORD, count, months };
  } finally {
    await app.close();
    await rooms.close();
    await folder.release();
  }
}

/** How many pictures each month holds: uneven, one with 2,000 and one with a tenth of all, where there are enough. */
export function spread(count: number, newest: string, years: number): { month: string; count: number }[] {
  const random = seededRandom(count);
  const [year = 0, month = 1] = newest.split("-").map(Number);
  const names = Array.from({ length: years * 12 }, (_, i) =>
    new Date(Date.UTC(year, month - 1 - i, 1)).toISOString().slice(0, 7),
  );
  const fixed = new Map<number, number>();
  if (count >= 20_000) fixed.set(2, 2000).set(14, Math.floor(count / 10));
  const weights = names.map((_, i) => (fixed.has(i) ? 0 : 0.2 + random() * 1.6));
  const free = count - [...fixed.values()].reduce((sum, one) => sum + one, 0);
  const total = weights.reduce((sum, one) => sum + one, 0);
  const counts = weights.map((weight, i) => fixed.get(i) ?? Math.floor((free * weight) / total));
  counts[0] = (counts[0] ?? 0) + count - counts.reduce((sum, one) => sum + one, 0);
  return names.map((name, i) => ({ month: name, count: counts[i] ?? 0 })).filter((one) => one.count > 0);
}

/** Spread over the days of the month, the newest first. */
function momentOf(month: string, i: number, inMonth: number): string {
  const begin = Date.parse(`${month}-01T00:00:00Z`);
  const seconds = 27 * 86_400 - Math.floor(((i + 0.5) * 27 * 86_400) / inMonth) + 7 * 3600;
  return new Date(begin + seconds * 1000).toISOString().slice(0, 19);
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly original: Buffer;
  readonly thumb: Buffer;
  readonly thumbHash: string;
}

const SHAPES = [
  [4032, 3024],
  [3024, 4032],
  [6000, 4000],
  [4000, 6000],
  [3840, 2160],
  [3000, 3000],
  [8000, 2800],
] as const;
const HUES = [14, 45, 95, 160, 205, 250, 320];

/** One picture for each shape and hue: a sky, hills, and a sun. */
async function drawAll(): Promise<Drawing[]> {
  const drawings: Drawing[] = [];
  for (const [hueIndex, hue] of HUES.entries()) {
    for (const [shapeIndex, [width, height]] of SHAPES.entries()) {
      const scale = 512 / Math.max(width, height);
      const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
      const sun = `${20 + ((hueIndex * 13 + shapeIndex * 29) % 60)}%`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">
        <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="hsl(${hue} 60% 35%)"/><stop offset="1" stop-color="hsl(${hue + 40} 70% 75%)"/>
        </linearGradient></defs>
        <rect width="100%" height="100%" fill="url(#sky)"/>
        <circle cx="${sun}" cy="30%" r="${h / 9}" fill="hsl(${hue + 30} 90% 85%)"/>
        <ellipse cx="20%" cy="105%" rx="60%" ry="45%" fill="hsl(${hue + 90} 35% 30%)"/>
        <ellipse cx="80%" cy="110%" rx="70%" ry="42%" fill="hsl(${hue + 110} 40% 22%)"/></svg>`;
      const drawn = sharp(Buffer.from(svg)).removeAlpha();
      const small = await drawn
        .clone()
        .resize(64, 64, { fit: "inside" })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      drawings.push({
        width,
        height,
        original: await drawn.clone().jpeg({ quality: 70 }).toBuffer(),
        thumb: await drawn.clone().webp({ quality: 60 }).toBuffer(),
        thumbHash: Buffer.from(rgbaToThumbHash(small.info.width, small.info.height, small.data)).toString(
          "base64",
        ),
      });
    }
  }
  return drawings;
}

interface Seeded {
  readonly row: Images;
  readonly key: SealedKeys;
  readonly files: readonly { readonly key: string; readonly bytes: Uint8Array }[];
}

interface Place {
  readonly number: number;
  readonly takenAt: string;
  readonly newId: () => string;
}

/** One picture, sealed as an upload seals it. */
function seal({ accountId, vault }: Unlocked, drawing: Drawing, { number, takenAt, newId }: Place): Seeded {
  const imageId = newId() as ImageId;
  const blobSet = newId();
  const dataKey = newKey();
  const { epoch } = vault;
  const contentHash = sha256(Buffer.from(`seeded picture ${number}`));
  const details: ImageDetails = {
    v: 1,
    name: `DSC_${String(number).padStart(6, "0")}.JPG`,
    caption: number % 11 === 0 ? `Evening ${number} at the lake` : "",
    format: "jpeg",
    width: drawing.width,
    height: drawing.height,
    animated: false,
    sizeBytes: drawing.original.length,
    viewBytes: null,
    thumbBytes: drawing.thumb.length,
    viewFormat: "jpeg",
    takenAt,
    camera: { make: "NIKON", model: number % 2 === 0 ? "Z 6" : "Z fc" },
    exposure: { iso: 100 + (number % 16) * 100, fNumber: 4, seconds: 0.004, focalLengthMm: 35 },
    place: number % 3 === 0 ? { latitude: 47 + (number % 40) / 10, longitude: 8.25 } : null,
    thumbHash: drawing.thumbHash,
    removed: ["exif", "gps"],
    rotation: 0,
    contentHash: contentHash.toString("hex"),
  };
  const sealRendition = (rendition: "original" | "thumb", bytes: Uint8Array) =>
    sealBlob(renditionKey(dataKey, rendition), renditionContext(accountId, imageId, rendition), bytes);
  const original = sealRendition("original", drawing.original);
  const thumb = sealRendition("thumb", drawing.thumb);
  const place = { ownerId: accountId, imageId, edit: 0 };
  return {
    row: {
      id: imageId,
      account_id: accountId satisfies AccountId,
      blob_set: blobSet,
      month_index: monthIndex(vault.indexKey, takenAt.slice(0, 7)),
      content_index: contentIndex(vault.indexKey, contentHash),
      sealed_details: sealDetails(dataKey, place, encodeDetails(details)),
      edit: 0,
      original_bytes: drawing.original.length,
      original_sealed_hash: sha256(original),
      view_bytes: null,
      view_sealed_hash: null,
      thumb_bytes: drawing.thumb.length,
      thumb_sealed_hash: sha256(thumb),
      uploaded_at: Date.parse(`${takenAt}Z`),
      trashed_at: null,
      resealed_at: null,
    },
    key: {
      image_id: imageId,
      holder: "vault",
      account_id: accountId,
      epoch,
      sealed_key: wrapDataKey(vault.vaultKey, dataKey, { accountId, imageId, epoch }),
    },
    files: [
      { key: blobKey(blobSet, "original"), bytes: original },
      { key: blobKey(blobSet, "thumb"), bytes: thumb },
    ],
  };
}

/** Where the disk store would have put it; without its fsync, which would take an hour. */
async function put(blobsFolder: string, key: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(resolve(blobsFolder), shardOf(key), fileNameOf(key)), bytes, {
    flag: "wx",
    mode: 0o600,
  });
}

if (import.meta.main) {
  const [folder, count = "100000"] = process.argv.slice(2);
  if (folder === undefined) throw new Error("usage: seed-vault.ts FOLDER [COUNT]");
  await mkdir(folder, { recursive: true });
  const begun = performance.now();
  const { email, password, months } = await seedVault({ dataFolder: resolve(folder), count: Number(count) });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(
    `${count} pictures in ${months.length} months, ${seconds} s\nStart Safelight with SAFELIGHT_DATA=${resolve(folder)}\nand sign in as ${email} with ${password}\n`,
  );
}
