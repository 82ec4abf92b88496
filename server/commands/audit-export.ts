import { type AuditRow, listAuditRecords } from "../audit/audit-store.ts";
import { type Command, Misused } from "./command.ts";

const BATCH = 500;

function lineOf(row: AuditRow): string {
  const hex = (bytes: Uint8Array | null): string | null =>
    bytes === null ? null : Buffer.from(bytes).toString("hex");
  return `${JSON.stringify({
    seq: row.seq,
    at: new Date(row.at).toISOString(),
    action: row.action,
    accountId: row.account_id,
    subjectId: row.subject_id,
    personal: row.personal === null ? null : (JSON.parse(row.personal) as unknown),
    personalDigest: hex(row.personal_digest),
    link: hex(row.link),
  })}\n`;
}

/** Says it record by record: a trail of years is never in memory whole. */
export const auditExport: Command = {
  name: "audit export",
  does: "print the audit trail, one record a line, as JSON",
  needs: "database",
  options: {
    after: { type: "string", value: "<number>", does: "only records after that one" },
  },
  async run({ database }, { values, write }) {
    let after = Number(values["after"] ?? 0);
    if (!Number.isSafeInteger(after) || after < 0)
      throw new Misused("--after must be the number of a record");
    let records = 0;
    for (;;) {
      const batch = await listAuditRecords(database.db, after, BATCH);
      const last = batch.at(-1);
      if (last === undefined) break;
      await write(batch.map(lineOf).join(""));
      records += batch.length;
      after = last.seq;
    }
    return { data: { records }, lines: [] };
  },
};
