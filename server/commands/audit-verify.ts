import { findAuditLink } from "../audit/audit-store.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import type { Office } from "../rooms.ts";
import { type Command, Misused } from "./command.ts";

const HEAD = /^([1-9]\d{0,15}):([0-9a-f]{64})$/;

/** Whether a head that was written down earlier is in the trail. */
async function isKnownHead({ database }: Office, text: string): Promise<boolean> {
  const [, seq, link] = HEAD.exec(text) ?? [];
  if (seq === undefined)
    throw new Misused("--head must be a number, a colon and 64 letters, as it was printed");
  const found = await findAuditLink(database.db, Number(seq));
  return found !== null && Buffer.from(found).toString("hex") === link;
}

export const auditVerify: Command = {
  name: "audit verify",
  does: "walk the whole audit trail and say where, if anywhere, it was changed",
  needs: "database",
  options: {
    head: {
      type: "string",
      value: "<head>",
      does: "as printed earlier: whether the trail still holds that record",
    },
  },
  async run(office, { values }) {
    const head = values["head"];
    const isHeadKnown = typeof head === "string" ? await isKnownHead(office, head) : null;
    const verdict = await verifyAudit(office);
    const { records, fault } = verdict;
    const words =
      fault === null
        ? `${records} records stand in one whole chain.`
        : `The chain FAILS at record ${fault.seq} (${fault.kind}); ${records} records before it are whole.`;
    return {
      data: { ...verdict, isHeadKnown },
      lines: [
        words,
        ...(records === 0 ? [] : [`Head: ${records}:${verdict.head}`]),
        ...(isHeadKnown === false
          ? ["The head that was given is NOT in the trail: its end was cut off."]
          : []),
      ],
      isBad: fault !== null || isHeadKnown === false,
    };
  },
};
