import { readFileSync } from "node:fs";
import { tokenHash } from "../crypto/tokens.ts";
import type { Depot } from "../rooms.ts";
import { findTokenBearer } from "../tokens/token-store.ts";
import { tokenSecret } from "../tokens/token-text.ts";
import { openApiTokenSlot } from "../vault/api-token-slot.ts";
import type { VaultOwner } from "../verification/open-row.ts";
import { isWhole, isWholeVault, type Loss, type Verdict } from "../verification/verdict.ts";
import { verifyInstance } from "../verification/verify-instance.ts";
import { type Command, Failed } from "./command.ts";
import { inWords } from "./in-words.ts";
import { bar } from "./terminal.ts";

const STANDARD_INPUT = "-";
const SHOWN = 50;

/** The vault that a token in a file opens. A token on the command line could be read by everybody on the machine. */
async function ownerBy({ database, clock }: Depot, file: string): Promise<VaultOwner> {
  const text = readToken(file).trim();
  const secret = tokenSecret(text);
  const refused = new Failed("The token opens no vault: it is unknown, ended, or its account is disabled.");
  if (secret === null) throw refused;
  const row = await findTokenBearer(database.db, tokenHash("token", secret), clock());
  if (row === null || row.slot_epoch !== row.vault_epoch || row.sealed_index_key === null) throw refused;
  if (!row.scopes.split(" ").includes("images:read")) {
    throw new Failed("The token may not read pictures: make one with that scope.");
  }
  const slot = { id: row.slot_id, epoch: row.slot_epoch, sealedKey: row.slot_sealed_key };
  const index = { epoch: row.index_key_epoch, sealedKey: row.sealed_index_key };
  const vault = openApiTokenSlot(row.account_id, secret, slot, index);
  if (vault === null) throw refused;
  return { accountId: row.account_id, vault };
}

function readToken(file: string): string {
  try {
    return readFileSync(file === STANDARD_INPUT ? 0 : file, "utf8");
  } catch (cause) {
    throw new Failed(`The token cannot be read from ${file}.`, { cause });
  }
}

function lineOf(loss: Loss): string {
  if (loss.kind === "piece") return `LOST  upload ${loss.uploadId}: piece ${loss.blobKey} is missing`;
  const what = loss.kind === "key" ? "its key is missing" : `its ${loss.rendition} is ${loss.fault}`;
  return `LOST  image ${loss.imageId} of account ${loss.accountId}: ${what}`;
}

const CANARY_WORDS = {
  opens: "opens",
  absent: "is ABSENT: start Safelight once, which makes it",
  damaged: "DOES NOT OPEN: master key, database and sealed bytes do not belong together",
  "keys-unavailable": "COULD NOT BE OPENED: the master key is away",
} as const;

/** @returns lines for people, worst first where there is anything bad */
export function linesOf(verdict: Verdict): readonly string[] {
  const { images, blobs, sizeBytes, losses, orphans, audit, canary, own } = verdict;
  const lines = losses.slice(0, SHOWN).map(lineOf);
  if (losses.length > SHOWN) lines.push(`LOST  and ${losses.length - SHOWN} more: --json names all`);
  lines.push(`Pictures: ${images} looked at; ${blobs} blobs are whole (${inWords(sizeBytes)})`);
  if (orphans.count > 0) {
    const removed = orphans.removed > 0 ? `, ${orphans.removed} of them deleted` : "; --repair deletes them";
    lines.push(
      `Orphans:  ${orphans.count} blobs (${inWords(orphans.sizeBytes)}) belong to no picture${removed}`,
    );
  }
  const { fault } = audit;
  lines.push(
    `Audit:    ${audit.records} records ${fault === null ? "in one whole chain" : `before record ${fault.seq}, which FAILS (${fault.kind})`}`,
    `Canary:   the instance's own vault ${CANARY_WORDS[canary]}`,
  );
  if (own !== null) {
    lines.push(...own.faults.slice(0, SHOWN).map(({ id, part }) => `DAMAGED  ${id}: ${part} does not open`));
    lines.push(
      own.isReplaced
        ? "Vault:    its key was replaced meanwhile; ask again with a new token"
        : `Vault:    ${own.images} pictures and ${own.albums} albums of account ${own.accountId}, ${isWholeVault(own) ? "every one opens" : `${own.faults.length} parts DO NOT OPEN`}`,
    );
  }
  lines.push(isWhole(verdict) ? "Everything is whole." : "Not everything is whole.");
  return lines;
}

export const verify: Command = {
  name: "verify",
  does: "check everything that is kept: rows against bytes, bytes against rows, hashes, the audit chain",
  needs: "everything",
  options: {
    "token-file": {
      type: "string",
      value: "<file>",
      does: "an API token, or - to read one: open all that is its person's, too",
    },
    repair: {
      type: "boolean",
      does: "delete bytes that belong to nothing, and write what is lost into the audit trail",
    },
  },
  async run(depot, { values, progress }) {
    const file = values["token-file"];
    const verdict = await verifyInstance(depot, {
      own: typeof file === "string" ? await ownerBy(depot, file) : null,
      repair: values["repair"] === true,
      onProgress: (done, total) => progress(bar("Pictures", done, total)),
    });
    return { data: verdict, lines: linesOf(verdict), isBad: !isWhole(verdict) };
  },
};
