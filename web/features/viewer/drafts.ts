import { onPrivateDataDrop } from "../../api/query-client.ts";

// What was typed about pictures and not saved yet, by picture: in memory only, and gone with all that is private.

export interface Draft {
  readonly name: string;
  readonly caption: string;
  readonly takenAt: string;
}

const drafts = new Map<string, Draft>();

onPrivateDataDrop(() => drafts.clear());

export function findDraft(id: string): Draft | null {
  return drafts.get(id) ?? null;
}

export function keepDraft(id: string, draft: Draft): void {
  drafts.set(id, draft);
}

export function forgetDraft(id: string): void {
  drafts.delete(id);
}
