import type { Logger } from "pino";
import type { BlobStore } from "./blobs/blob-store.ts";
import type { Config } from "./config.ts";
import { type Argon2Versions, passwordHasher } from "./crypto/password-hash.ts";
import { newId } from "./crypto/random.ts";
import type { Database } from "./database/open.ts";
import { inProcessEvents } from "./events/events.ts";
import { eventsByChannel } from "./events/events-by-channel.ts";
import { forgettingByEvents } from "./events/forgetting-by-events.ts";
import { openDarkroom } from "./imaging/darkroom.ts";
import { defaultImageLimits } from "./imaging/image-limits.ts";
import { openInstanceSecrets } from "./instance/open-instance-secrets.ts";
import type { KeyProvider } from "./keys/provider.ts";
import { type MailTransport, openMail } from "./mail/mail.ts";
import { mailFaultOf } from "./mail/mail-fault.ts";
import type { Rooms } from "./rooms.ts";
import { openScanner } from "./scanner/scanner.ts";

// Puts the opened engines together. Which engines is decided by the caller: main.ts, a command, a test.

const HASHES_AT_ONCE = 2;
const HASHES_WAITING = 32;
/** Animations may hold so many times the pixels of a still picture. */
const FRAMES_FACTOR = 4;
const JOB_SECONDS = 10;
const ANIMATED_JOB_SECONDS = 30;
const DECODER_IDLE_SECONDS = 60;
const SCAN_SECONDS = 30;
const SCANNER_WAIT_SECONDS = 10;

export interface Engines {
  readonly config: Config;
  readonly version: string;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly keys: KeyProvider;
  readonly transport: MailTransport;
  readonly clock: () => number;
  readonly log: Logger;
  /** For tests that end the process at a step; left out, nothing happens. */
  readonly reached?: Rooms["reached"];
  /** Left out, those of the product. */
  readonly hashVersions?: Argon2Versions;
}

/** @throws DecryptionFailed when the master key is not the one that sealed this database's secrets */
export async function openRooms(engines: Engines): Promise<Rooms & { close(): Promise<void> }> {
  const { config, database, clock, log } = engines;
  const secrets = await openInstanceSecrets(database, engines.keys, clock());
  const darkroom = openDarkroom({
    limits: {
      ...defaultImageLimits,
      maxPixels: config.maxPixels,
      maxPixelFrames: config.maxPixels * FRAMES_FACTOR,
      formats: new Set(config.formats),
    },
    decoder: config.decoder,
    isolation: config.isolation,
    jobSeconds: JOB_SECONDS,
    animatedJobSeconds: ANIMATED_JOB_SECONDS,
    idleSeconds: DECODER_IDLE_SECONDS,
    log,
  });
  const { openChannel } = database;
  const events = openChannel === null ? inProcessEvents() : await eventsByChannel(openChannel, newId());
  const mail = openMail({
    db: database.db,
    outboxKey: secrets.outboxKey,
    transport: engines.transport,
    clock,
    onDelay: (mailId, attempts, error) =>
      log.warn({ mailId, attempts, ...mailFaultOf(error) }, "a mail could not leave yet"),
    onDrop: (mailId, error) =>
      log.warn({ mailId, ...mailFaultOf(error) }, "a mail was dropped: its address is refused for good"),
  });
  return {
    config,
    version: engines.version,
    database,
    blobs: engines.blobs,
    keys: engines.keys,
    secrets,
    darkroom,
    scanner:
      config.scanner &&
      openScanner({ ...config.scanner, scanSeconds: SCAN_SECONDS, waitSeconds: SCANNER_WAIT_SECONDS }),
    hasher: passwordHasher({ maxRunning: HASHES_AT_ONCE, maxQueued: HASHES_WAITING }, engines.hashVersions),
    mail,
    events,
    forgetting: forgettingByEvents(events),
    clock,
    newId,
    log,
    reached: engines.reached ?? (() => undefined),
    async close() {
      await mail.close();
      await events.close();
      await darkroom.close();
      await engines.keys.close();
      await engines.blobs.close();
      await database.close();
    },
  };
}
