import type { Forgetting } from "./access/forgetting.ts";
import type { BlobStore } from "./blobs/blob-store.ts";
import type { Config } from "./config.ts";
import type { PasswordHasher } from "./crypto/password-hash.ts";
import type { Database } from "./database/open.ts";
import type { Events } from "./events/events.ts";
import type { FaultPoint } from "./fault-points.ts";
import type { Darkroom } from "./imaging/darkroom.ts";
import type { KeyProvider } from "./keys/provider.ts";
import type { Mail } from "./mail/mail.ts";
import type { Scanner } from "./scanner/scanner.ts";

// What every feature is given: the opened engines, a clock and an id maker.

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/** The instance's own secrets, opened once at start; 32 bytes each. */
export interface InstanceSecrets {
  readonly pepperVersion: number;
  /** @throws Error when no pepper of that version exists */
  pepper(version: number): Uint8Array;
  readonly auditKey: Uint8Array;
  readonly cursorKey: Uint8Array;
  readonly credentialsKey: Uint8Array;
  readonly outboxKey: Uint8Array;
  readonly counterKey: Uint8Array;
}

export interface Rooms {
  readonly config: Config;
  readonly version: string;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly keys: KeyProvider;
  readonly secrets: InstanceSecrets;
  readonly darkroom: Darkroom;
  /** Null where none is configured. */
  readonly scanner: Scanner | null;
  readonly hasher: PasswordHasher;
  readonly mail: Mail;
  /** Word of what was committed. */
  readonly events: Events;
  /** Told when an account's keys must leave memory. */
  readonly forgetting: Forgetting;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly log: Log;
  /** Told of each step of replacing a key; does nothing but in tests, which end the process there. */
  readonly reached: (point: FaultPoint) => void;
}

/** What rules need that open no vault and touch no picture: the command line has no more. */
export type Office = Pick<
  Rooms,
  "config" | "database" | "keys" | "secrets" | "mail" | "forgetting" | "clock" | "newId" | "reached"
>;

/** What checking and keeping the whole of an instance needs: the office, its sealed bytes and its master key. */
export type Depot = Office & Pick<Rooms, "blobs" | "keys">;
