import type { Kysely } from "kysely";
import { infoFor } from "../crypto/infos.ts";
import { newId } from "../crypto/random.ts";
import { openSecret, sealSecret } from "../crypto/sealed-secret.ts";
import type { Schema } from "../database/schema.ts";
import {
  claimMail,
  countMails,
  deleteMail,
  findDueMails,
  type MailRow,
  postponeMail,
  recordMail,
} from "./outbox-store.ts";

// Mails wait in a sealed outbox table, written in the transaction of what they tell of, and leave from there.
// A mail server that is down delays them and loses none.

export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  /** Plain text: paragraphs, a link alone on its line, a footer after a line with a dash. The HTML is made of it. */
  readonly text: string;
  /** Which language it is in, as in HTML's `lang`. */
  readonly language?: string;
  /** What the button of the link says. */
  readonly action?: string;
}

/** The server takes mails, but not for this address: no later try will change that. */
export class RecipientRefused extends Error {
  override readonly name = "RecipientRefused";
}

/** Brings one mail on its way; throws where that fails for now, RecipientRefused where it always will. */
export interface MailTransport {
  send(message: MailMessage, mailId: string): Promise<void>;
  close(): void;
}

export interface Mail {
  /** Puts a mail into the outbox, as part of the caller's transaction. */
  enqueue(db: Kysely<Schema>, message: MailMessage): Promise<void>;
  /** Sends what is due; failures are kept for later. Called after a commit and by a job. */
  deliverDue(): Promise<void>;
  /** How many have not left yet. */
  waiting(): Promise<number>;
  close(): Promise<void>;
}

const BATCH = 20;
const FIRST_DELAY_SECONDS = 30;
const LONGEST_DELAY_SECONDS = 3600;
/** While one server sends a mail no other takes it; if it dies meanwhile, the mail is due again after this. */
const CLAIM_SECONDS = 300;
/** A refused address gets a second chance for so long: servers also refuse what they only do not know yet. */
const REFUSALS_BORNE_SECONDS = 86_400;

export interface MailOptions {
  readonly db: Kysely<Schema>;
  readonly outboxKey: Uint8Array;
  readonly transport: MailTransport;
  readonly clock: () => number;
  /** Told of a mail that could not leave; holds no address. */
  readonly onDelay: (mailId: string, attempts: number, error: unknown) => void;
  /** Told of a mail that was dropped, because its address is refused for good. */
  readonly onDrop: (mailId: string, error: unknown) => void;
}

export function openMail(options: MailOptions): Mail {
  const { db, outboxKey, transport, clock } = options;
  let running: Promise<void> | null = null;
  let again = false;

  const send = async (row: MailRow): Promise<void> => {
    const opened = openSecret(outboxKey, infoFor("outbox", { mailId: row.id }), row.sealed_message);
    try {
      // Safe because the tag has just proved that enqueue wrote it.
      await transport.send(JSON.parse(opened.toString("utf8")) as MailMessage, row.id);
    } catch (error) {
      const ageSeconds = (clock() - row.created_at) / 1000;
      if (error instanceof RecipientRefused && ageSeconds >= REFUSALS_BORNE_SECONDS) {
        await deleteMail(db, row.id);
        options.onDrop(row.id, error);
        return;
      }
      const attempts = row.attempts + 1;
      const seconds = Math.min(FIRST_DELAY_SECONDS * 2 ** row.attempts, LONGEST_DELAY_SECONDS);
      await postponeMail(db, row.id, attempts, clock() + seconds * 1000);
      options.onDelay(row.id, attempts, error);
      return;
    }
    await deleteMail(db, row.id);
  };

  const deliver = async (): Promise<void> => {
    for (;;) {
      const due = await findDueMails(db, clock(), BATCH);
      if (due.length === 0) return;
      for (const row of due) {
        if (await claimMail(db, row, clock() + CLAIM_SECONDS * 1000)) await send(row);
      }
    }
  };

  return {
    async enqueue(within, message) {
      const id = newId();
      const now = clock();
      const plaintext = Buffer.from(JSON.stringify(message), "utf8");
      await recordMail(within, {
        id,
        sealed_message: sealSecret(outboxKey, infoFor("outbox", { mailId: id }), plaintext),
        created_at: now,
        attempts: 0,
        next_attempt_at: now,
      });
    },
    async deliverDue() {
      again = true;
      running ??= (async () => {
        try {
          while (again) {
            again = false;
            await deliver();
          }
        } finally {
          running = null;
        }
      })();
      await running;
    },
    waiting: () => countMails(db),
    async close() {
      await running?.catch(() => undefined);
      transport.close();
    },
  };
}
