import { AUDIT_CHAIN_START, auditLink, personalDigest } from "../crypto/audit-chain.ts";
import { equalBytes } from "../crypto/digest.ts";
import type { Rooms } from "../rooms.ts";
import { type AuditRow, findAuditHead, listAuditRecords } from "./audit-store.ts";
import { auditBytes } from "./record.ts";

// Walks the whole audit trail and says where, if anywhere, it was tampered with. A tail cut off together with
// its head shows only against a head that was written down elsewhere.

export interface AuditFault {
  readonly seq: number;
  readonly kind: "missing" | "link" | "personal" | "head";
}

export interface AuditVerdict {
  /** How many records stand before the first fault. */
  readonly records: number;
  /** The last good record's link, in hex: to be compared with heads written down earlier. */
  readonly head: string;
  readonly fault: AuditFault | null;
}

const BATCH = 1000;

/** Reads every record once, in batches; writes nothing. */
export async function verifyAudit(
  rooms: Pick<Rooms, "database"> & { readonly secrets: Pick<Rooms["secrets"], "auditKey"> },
): Promise<AuditVerdict> {
  const { db } = rooms.database;
  // Read first: records added meanwhile lie beyond it and are walked as well.
  const head = await findAuditHead(db);
  let records = 0;
  let link: Uint8Array = AUDIT_CHAIN_START;
  let linkAtHead = head?.seq === 0 ? link : null;
  const verdict = (fault: AuditFault | null): AuditVerdict => ({
    records,
    head: Buffer.from(link).toString("hex"),
    fault,
  });
  for (;;) {
    const batch = await listAuditRecords(db, records, BATCH);
    for (const row of batch) {
      const kind = faultOf(row, records + 1, link, rooms.secrets.auditKey);
      if (kind !== null) return verdict({ seq: records + 1, kind });
      records += 1;
      link = row.link;
      if (row.seq === head?.seq) linkAtHead = link;
    }
    if (batch.length < BATCH) break;
  }
  const isHeadTrue = head === null ? records === 0 : linkAtHead !== null && equalBytes(linkAtHead, head.link);
  return verdict(isHeadTrue ? null : { seq: records + 1, kind: "head" });
}

function faultOf(
  row: AuditRow,
  seq: number,
  previous: Uint8Array,
  auditKey: Uint8Array,
): AuditFault["kind"] | null {
  if (row.seq !== seq) return "missing";
  if (!equalBytes(auditLink(auditKey, previous, auditBytes(row)), row.link)) return "link";
  // Erased values leave no trace but their digest.
  if (row.personal === null && row.personal_salt === null) return null;
  if (row.personal === null || row.personal_salt === null) return "personal";
  return equalBytes(personalDigest(row.personal_salt, row.personal), row.personal_digest) ? null : "personal";
}
