import type { KeyslotKind } from "../database/schema.ts";
import type { TableName } from "./row-store.ts";

// What of each table a backup holds. A table that is not decided on does not compile.

/** `all` of it, the `lasting` rows of keyslots, or nothing: it is of a moment, or a secret that lets somebody in. */
type Kept = "all" | "lasting" | "nothing";

const KEPT: Record<TableName, Kept> = {
  // In the order in which they are written back: what others refer to comes first.
  instance_values: "all",
  instance_secrets: "all",
  master_versions: "all",
  accounts: "all",
  password_verifiers: "all",
  keyslots: "lasting",
  totp_secrets: "all",
  backup_codes: "all",
  identities: "all",
  passkeys: "all",
  images: "all",
  sealed_keys: "all",
  albums: "all",
  bridges: "all",
  audit_records: "all",
  audit_head: "all",
  // Sessions, tokens, links and whatever waits for one of them.
  sessions: "nothing",
  session_tokens: "nothing",
  api_tokens: "nothing",
  tickets: "nothing",
  mailed_tokens: "nothing",
  invitations: "nothing",
  pending_accounts: "nothing",
  address_changes: "nothing",
  start_agains: "nothing",
  factor_recoveries: "nothing",
  known_browsers: "nothing",
  webauthn_challenges: "nothing",
  oidc_transactions: "nothing",
  outbox: "nothing",
  // A copy of what details say, for speed: it is made anew.
  search_keys: "nothing",
  search_pieces: "nothing",
  // Of the moment: bytes on their way, unfinished files, archives, counters, leases.
  arrivals: "nothing",
  doomed_blobs: "nothing",
  uploads: "nothing",
  upload_pieces: "nothing",
  archives: "nothing",
  counters: "nothing",
  leases: "nothing",
};

/** Safe because the keys are those of the record above. */
export const KEPT_TABLES = (Object.keys(KEPT) as TableName[]).filter((name) => KEPT[name] !== "nothing");

/** Those that end with the sitting or the token they belong to are left out. */
export const LASTING_SLOTS: readonly KeyslotKind[] = ["password", "recovery", "passkey", "escrow"];
