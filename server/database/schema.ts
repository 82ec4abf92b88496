// Every table, as Kysely sees it. Instants are integers, milliseconds since 1970 in UTC.
// Yes/no is a nullable instant: null means not (yet). Sealed columns hold bytes laid out in docs/vault-format.md.

import type { AccountId, AlbumId, ArchiveId, ImageId, SessionId, UploadId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import type { Language } from "#contract/language.ts";

/** Facts about the instance itself, by name. */
export interface InstanceValues {
  name: string;
  value: string;
}

/** Pepper, audit key, cursor key and the like, each sealed under the master key. */
export interface InstanceSecrets {
  name: string;
  version: number;
  master_version: number;
  sealed_secret: Uint8Array;
  created_at: number;
}

/** Versions of the master key. The highest that is not retired seals what is new. */
export interface MasterVersions {
  version: number;
  /** Of the key, public: two places that hold the same key give the same one. */
  fingerprint: Uint8Array;
  created_at: number;
  /** Since when nothing that opens lay under an earlier version any more. */
  completed_at: number | null;
  /** When somebody showed a separate copy of it. */
  copy_confirmed_at: number | null;
  retired_at: number | null;
}

/** Registrations whose address is not confirmed yet. No vault exists for them. */
export interface PendingAccounts {
  id: AccountId;
  email: string;
  display_name: string;
  vault_mode: VaultMode;
  language: Language;
  verifier: Uint8Array;
  salt: Uint8Array;
  hash_version: number;
  pepper_version: number;
  token_hash: Uint8Array;
  created_at: number;
  expires_at: number;
}

export interface Accounts {
  id: AccountId;
  email: string;
  display_name: string;
  administrator_at: number | null;
  email_confirmed_at: number | null;
  disabled_at: number | null;
  created_at: number;
  vault_mode: VaultMode;
  /** Epoch of the vault key; 0 while there is no vault. */
  vault_epoch: number;
  vault_fingerprint: Uint8Array | null;
  index_key_epoch: number;
  sealed_index_key: Uint8Array | null;
  kit_confirmed_at: number | null;
  /** Bytes of originals kept, the trash included. */
  used_bytes: number;
  quota_bytes: number | null;
  /** When the recovery code was last typed back to see that it works. */
  kit_rehearsed_at: number | null;
  /** Pictures that were sealed before then are to get new data keys and bytes; null when that is done. */
  reseal_before: number | null;
  /** Of mails to the person. */
  language: Language;
  /** When a session of it was last used, to the minute. */
  seen_at: number | null;
  /** When the account will be deleted; null unless its owner asked for that. */
  deletion_at: number | null;
  /** Epoch of a vault key that a leaked master key has opened, until it is replaced and nothing lies under it. */
  leaked_epoch: number | null;
}

/** What a password is checked against at sign-in: never a key. */
export interface PasswordVerifiers {
  account_id: AccountId;
  verifier: Uint8Array;
  salt: Uint8Array;
  hash_version: number;
  pepper_version: number;
  created_at: number;
  /** When it was set, if it is one that only an account with a second factor may have; else null. */
  needs_factor_at: number | null;
}

export type KeyslotKind = "password" | "recovery" | "passkey" | "session" | "ticket" | "token" | "escrow";

/** The vault key, sealed once for every way in. */
export interface Keyslots {
  id: string;
  account_id: AccountId;
  kind: KeyslotKind;
  epoch: number;
  sealed_key: Uint8Array;
  /** password: Argon2id salt. escrow: salt of the label. */
  salt: Uint8Array | null;
  hash_version: number | null;
  pepper_version: number | null;
  master_version: number | null;
  /** recovery: set when the code was typed back; until then an older kit stays valid. */
  confirmed_at: number | null;
  created_at: number;
}

export interface Sessions {
  id: SessionId;
  account_id: AccountId;
  created_at: number;
  used_at: number;
  reauthenticated_at: number | null;
  /** What the browser called itself, and the address it came from, as given. */
  device: string;
  address: string;
  /** When the provider signed in with proved a second factor, by the configured acr; else null. */
  provider_factor_at: number | null;
  /** When a passkey last proved who is there, which is as good as two factors; null while none has. */
  passkey_at: number | null;
}

/** A session's tokens: one, or for a moment two while the cookie is being replaced. */
export interface SessionTokens {
  token_hash: Uint8Array;
  session_id: SessionId;
  /** The slot that this token opens; null while the vault is locked. */
  keyslot_id: string | null;
  created_at: number;
  used_at: number | null;
  superseded_at: number | null;
}

/** Secrets sent by mail or shown once: reset links, invitations, the first administrator's link. */
export interface MailedTokens {
  token_hash: Uint8Array;
  purpose: "reset" | "invitation" | "setup" | "keep-account";
  account_id: AccountId | null;
  /** An invitation's address, when it was mailed there. */
  email: string | null;
  created_at: number;
  expires_at: number;
}

/** Invitations as administrators see them; each ends with its mailed token. */
export interface Invitations {
  id: string;
  token_hash: Uint8Array;
  /** Who invited; null for the command line, and for an account that is gone. */
  account_id: AccountId | null;
}

/** Secrets that programs reach pictures with. */
export interface ApiTokens {
  id: string;
  account_id: AccountId;
  token_hash: Uint8Array;
  keyslot_id: string;
  name: string;
  /** Separated by spaces. */
  scopes: string;
  created_at: number;
  expires_at: number;
  /** To the minute. */
  used_at: number | null;
}

/** Addresses that wait: for their confirmation, and in a managed vault's account for a day to pass. */
export interface AddressChanges {
  account_id: AccountId;
  email: string;
  confirm_hash: Uint8Array;
  cancel_hash: Uint8Array;
  created_at: number;
  effective_at: number;
  expires_at: number;
  confirmed_at: number | null;
}

/** Browsers that have signed in before: exempt from the account-wide wait. */
export interface KnownBrowsers {
  token_hash: Uint8Array;
  account_id: AccountId;
  created_at: number;
  used_at: number;
}

/** Authenticators: the one that counts, and for a while one that waits for its first code. */
export interface TotpSecrets {
  id: string;
  account_id: AccountId;
  sealed_secret: Uint8Array;
  /** The newest 30-second step whose code was taken; codes of it and of earlier ones are spent. */
  last_step: number;
  created_at: number;
  confirmed_at: number | null;
}

/** Keyed hashes of the backup codes that are left. */
export interface BackupCodes {
  account_id: AccountId;
  code_hash: Uint8Array;
  created_at: number;
}

/** Sign-ins between password and second factor. */
export interface Tickets {
  token_hash: Uint8Array;
  account_id: AccountId;
  /** Carries the open vault across; null when the password did not open it. */
  keyslot_id: string | null;
  tries: number;
  created_at: number;
  expires_at: number;
}

/** Lost factors that somebody with password and recovery code wants replaced. */
export interface FactorRecoveries {
  account_id: AccountId;
  asked_at: number;
}

/** What people sign in with instead of a password: public keys, and perhaps a way into the vault. */
export interface Passkeys {
  id: string;
  account_id: AccountId;
  /** As the authenticator named it, base64url. */
  credential_id: string;
  /** COSE. */
  public_key: Uint8Array;
  /** How often the authenticator says it has signed; stays 0 with those that do not count. */
  counter: number;
  /** How browsers reach it, separated by spaces. */
  transports: string;
  name: string;
  /** The slot that its PRF result opens; null where it only signs in. */
  keyslot_id: string | null;
  created_at: number;
  used_at: number | null;
}

export type ChallengePurpose = "registration" | "sign-in" | "reauthentication" | "unlock";

/** Challenges that were given out to be signed by a passkey, each for one use. */
export interface WebauthnChallenges {
  hash: Uint8Array;
  purpose: ChallengePurpose;
  /** Null for sign-in, where nobody has said who they are. */
  account_id: AccountId | null;
  expires_at: number;
}

/** Who an account's person is at an OpenID Connect provider: issuer and subject, never an address. */
export interface Identities {
  id: string;
  account_id: AccountId;
  issuer: string;
  subject: string;
  /** By which of the instance's providers it came. */
  provider: string;
  created_at: number;
  used_at: number | null;
}

/** Sign-ins that are under way at a provider: begun, answered, and taken up by the browser that began. */
export interface OidcTransactions {
  id: string;
  state_hash: Uint8Array;
  browser_hash: Uint8Array;
  provider: string;
  sealed_begun: Uint8Array;
  answered_at: number | null;
  sealed_answer: Uint8Array | null;
  created_at: number;
  expires_at: number;
}

/** Counters of tries, by a keyed hash of what is counted. */
export interface Counters {
  key: string;
  count: number;
  expires_at: number;
}

export interface Images {
  id: ImageId;
  account_id: AccountId;
  /** Which blobs: `<blob_set>/<rendition>`. */
  blob_set: string;
  month_index: Uint8Array;
  content_index: Uint8Array;
  sealed_details: Uint8Array;
  /** Counts edits of the details; part of their associated data. */
  edit: number;
  original_bytes: number;
  original_sealed_hash: Uint8Array;
  /** Null where the original itself is the view. */
  view_bytes: number | null;
  view_sealed_hash: Uint8Array | null;
  thumb_bytes: number;
  thumb_sealed_hash: Uint8Array;
  uploaded_at: number;
  trashed_at: number | null;
  /** When it got a new data key and new bytes. */
  resealed_at: number | null;
}

/** Data keys, sealed under the vault key (holder "vault") or an album key (holder: its id). */
export interface SealedKeys {
  image_id: ImageId;
  holder: string;
  account_id: AccountId;
  epoch: number;
  sealed_key: Uint8Array;
}

/** Albums, favourites among them: what they are called, and everything else, lies in their sealed details. */
export interface Albums {
  id: AlbumId;
  account_id: AccountId;
  /** Of the vault key that seals the album key. */
  epoch: number;
  sealed_key: Uint8Array;
  /** Of the album key itself, from 1. */
  key_epoch: number;
  sealed_details: Uint8Array;
  /** Counts edits of the details; part of their associated data. */
  edit: number;
  created_at: number;
}

/** The former vault key, sealed under the present one while rows of the former epoch are left. */
export interface Bridges {
  account_id: AccountId;
  /** The newer epoch, whose key seals the bridge. */
  epoch: number;
  sealed_key: Uint8Array;
  created_at: number;
  /** When every key was tried: how many do not open and stayed under the former one. Null while there is work left. */
  damaged_keys: number | null;
}

/** Sealed vaults whose every key is lost, waiting to begin anew. */
export interface StartAgains {
  account_id: AccountId;
  /** Of the token that cancels it, mailed. */
  token_hash: Uint8Array;
  asked_at: number;
  reminded_at: number | null;
}

/** Blob sets that are being written: collected when their image row never came. */
export interface Arrivals {
  blob_set: string;
  created_at: number;
}

/** Blob sets whose keys are gone, and whose bytes are to go. */
export interface DoomedBlobs {
  blob_set: string;
  created_at: number;
}

/** Archives that somebody may fetch. */
export interface Archives {
  id: ArchiveId;
  account_id: AccountId;
  /** Of the vault key that seals the plan. */
  epoch: number;
  sealed_plan: Uint8Array;
  created_at: number;
  expires_at: number;
}

/** Keys of pieces of what a search finds. The database deletes them with whatever makes a piece untrue. */
export interface SearchKeys {
  id: string;
  account_id: AccountId;
  month_index: Uint8Array;
  /** The letter that its pictures' ids begin with; empty where it holds the whole month. */
  part: string;
  /** How many pictures are in it. */
  entries: number;
  /** Of the vault key that seals it. */
  epoch: number;
  sealed_key: Uint8Array;
}

/** The pieces themselves. They go with their keys. */
export interface SearchPieces {
  key_id: string;
  sealed_entries: Uint8Array;
}

/** Files that come in parts. What has come lies in pieces, each a blob `<blob_set>/<piece>`. */
export interface Uploads {
  id: UploadId;
  account_id: AccountId;
  /** Of the vault key that seals the upload's own key. */
  epoch: number;
  /** Null once the upload has ended and its pieces are only to be deleted. */
  sealed_key: Uint8Array | null;
  sealed_details: Uint8Array;
  blob_set: string;
  /** Of the whole file. */
  size_bytes: number;
  offset_bytes: number;
  /** How many numbers have been given to pieces, kept ones and others. */
  pieces: number;
  created_at: number;
  touched_at: number;
  expires_at: number;
  /** When it became a picture; it then holds no pieces. */
  finished_at: number | null;
}

export interface UploadPieces {
  upload_id: UploadId;
  piece: number;
  size_bytes: number;
}

/** The audit trail: append-only, each record chained to the one before. */
export interface AuditRecords {
  seq: number;
  at: number;
  action: string;
  account_id: string | null;
  subject_id: string | null;
  /** Addresses and the like, as JSON; erasable. */
  personal: string | null;
  personal_salt: Uint8Array | null;
  personal_digest: Uint8Array;
  link: Uint8Array;
}

export interface AuditHead {
  id: number;
  seq: number;
  link: Uint8Array;
}

export interface Outbox {
  id: string;
  sealed_message: Uint8Array;
  created_at: number;
  attempts: number;
  next_attempt_at: number;
}

export interface Leases {
  name: string;
  holder: string;
  expires_at: number;
}

export interface Schema {
  instance_values: InstanceValues;
  instance_secrets: InstanceSecrets;
  master_versions: MasterVersions;
  pending_accounts: PendingAccounts;
  accounts: Accounts;
  password_verifiers: PasswordVerifiers;
  keyslots: Keyslots;
  sessions: Sessions;
  session_tokens: SessionTokens;
  mailed_tokens: MailedTokens;
  invitations: Invitations;
  api_tokens: ApiTokens;
  address_changes: AddressChanges;
  known_browsers: KnownBrowsers;
  totp_secrets: TotpSecrets;
  backup_codes: BackupCodes;
  tickets: Tickets;
  factor_recoveries: FactorRecoveries;
  identities: Identities;
  oidc_transactions: OidcTransactions;
  passkeys: Passkeys;
  webauthn_challenges: WebauthnChallenges;
  counters: Counters;
  images: Images;
  sealed_keys: SealedKeys;
  albums: Albums;
  bridges: Bridges;
  start_agains: StartAgains;
  arrivals: Arrivals;
  doomed_blobs: DoomedBlobs;
  archives: Archives;
  search_keys: SearchKeys;
  search_pieces: SearchPieces;
  uploads: Uploads;
  upload_pieces: UploadPieces;
  audit_records: AuditRecords;
  audit_head: AuditHead;
  outbox: Outbox;
  leases: Leases;
}
