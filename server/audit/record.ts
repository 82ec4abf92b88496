import { AUDIT_CHAIN_START, auditLink, personalDigest } from "../crypto/audit-chain.ts";
import { randomBytes } from "../crypto/random.ts";
import type { Rooms } from "../rooms.ts";
import { type AuditRow, advanceHead, erasePersonalOf, insertAuditRecord } from "./audit-store.ts";

// Appends to the audit trail: in the transaction of what it records, chained to the record before it.
// What is personal lies beside the chain under a salt, so that it can be erased and the chain still holds.

/** Said in the past tense: `image.trashed`. */
export type AuditAction =
  `${"account" | "album" | "backup" | "factor" | "image" | "keys" | "mail" | "passkey" | "password" | "session" | "token" | "vault"}.${string}`;

export interface AuditEntry {
  readonly action: AuditAction;
  /** Whose trail it stands in; null for the instance's own. */
  readonly accountId: string | null;
  readonly subjectId?: string | null;
  /** Addresses and the like; never a secret, a name of a picture or anything sealed. */
  readonly personal?: Readonly<Record<string, string | number | null>>;
}

const SALT_BYTES = 16;
/** Stands in the chain where there is nothing personal. */
const NOTHING_PERSONAL: Uint8Array = Buffer.alloc(32);

/** Erases what is personal in the records of an account; the chain holds without it. */
export async function erasePersonal(transaction: Rooms["database"]["db"], accountId: string): Promise<void> {
  await erasePersonalOf(transaction, accountId);
}

/** What a record's link covers: every field but the erasable ones, which are in by their digest. */
export function auditBytes(
  row: Pick<AuditRow, "seq" | "at" | "action" | "account_id" | "subject_id" | "personal_digest">,
): Buffer {
  const digest = Buffer.from(row.personal_digest).toString("hex");
  return Buffer.from(
    JSON.stringify([1, row.seq, row.at, row.action, row.account_id, row.subject_id, digest]),
  );
}

/**
 * Appends a record inside the caller's transaction. Call it last: it holds the head of the chain until the
 * transaction ends, and everyone else's records wait for that.
 */
export async function recordAudit(
  transaction: Rooms["database"]["db"],
  rooms: { readonly secrets: Pick<Rooms["secrets"], "auditKey">; readonly clock: Rooms["clock"] },
  entry: AuditEntry,
): Promise<void> {
  const personal = entry.personal === undefined ? null : JSON.stringify(entry.personal);
  const salt = personal === null ? null : randomBytes(SALT_BYTES);
  const head = await advanceHead(transaction, AUDIT_CHAIN_START);
  const row = {
    seq: head.seq,
    at: rooms.clock(),
    action: entry.action,
    account_id: entry.accountId,
    subject_id: entry.subjectId ?? null,
    personal,
    personal_salt: salt,
    personal_digest: personal === null || salt === null ? NOTHING_PERSONAL : personalDigest(salt, personal),
  };
  const link = auditLink(rooms.secrets.auditKey, head.link, auditBytes(row));
  await insertAuditRecord(transaction, { ...row, link });
}
