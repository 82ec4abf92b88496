// Every string that separates one use of a key from another: HKDF infos, HMAC prefixes, blob contexts,
// associated data and provider labels. docs/vault-format.md shows the same table; infos.test.ts holds them together.
// A string, once released, never changes its meaning: a new use takes a new row.

export const INFOS = {
  // Subkeys of a vault key, and its public fingerprint
  fingerprint: "safelight/v1/fingerprint",
  "vault/data-keys": "safelight/v1/vault/data-keys",
  "vault/album-keys": "safelight/v1/vault/album-keys",
  "vault/index-key": "safelight/v1/vault/index-key",
  "vault/bridge": "safelight/v1/vault/bridge",
  "vault/uploads": "safelight/v1/vault/uploads",
  "vault/archives": "safelight/v1/vault/archives",
  "vault/search": "safelight/v1/vault/search",
  // Subkeys of a data key, an album key, an upload key and the index key
  "rendition/original": "safelight/v1/rendition/original",
  "rendition/view": "safelight/v1/rendition/view",
  "rendition/thumb": "safelight/v1/rendition/thumb",
  "details-key": "safelight/v1/details-key",
  "album/data-keys": "safelight/v1/album/data-keys",
  "album/details": "safelight/v1/album/details",
  "upload/pieces": "safelight/v1/upload/pieces",
  "upload/details": "safelight/v1/upload/details",
  "index/month": "safelight/v1/index/month",
  "index/content": "safelight/v1/index/content",
  "index/favourites": "safelight/v1/index/favourites",
  // Keys of keyslots
  "slot/password": "safelight/v1/slot/password|<accountId>|<slotId>",
  "slot/recovery": "safelight/v1/slot/recovery|<accountId>|<slotId>",
  "slot/passkey": "safelight/v1/slot/passkey|<accountId>|<slotId>",
  "slot/session": "safelight/v1/slot/session|<accountId>|<slotId>",
  "slot/ticket": "safelight/v1/slot/ticket|<accountId>|<slotId>",
  "slot/token": "safelight/v1/slot/token|<accountId>|<slotId>",
  // Labels given to the key provider
  escrow: "safelight/v1/escrow|<accountId>|<salt>",
  "instance-secret": "safelight/v1/instance-secret|<name>|<version>",
  "master-fingerprint": "safelight/v1/master-fingerprint",
  ready: "safelight/v1/ready",
  // Subkeys of the credentials key
  "credentials/totp": "safelight/v1/credentials/totp",
  "credentials/backup-codes": "safelight/v1/credentials/backup-codes",
  "credentials/oidc": "safelight/v1/credentials/oidc",
  // Look-up ids of tokens
  "token-id/session": "safelight/v1/token-id/session",
  "token-id/ticket": "safelight/v1/token-id/ticket",
  "token-id/token": "safelight/v1/token-id/token",
  "token-id/share": "safelight/v1/token-id/share",
  "token-id/mail": "safelight/v1/token-id/mail",
  "token-id/browser": "safelight/v1/token-id/browser",
  "token-id/setup": "safelight/v1/token-id/setup",
  "token-id/oidc-browser": "safelight/v1/token-id/oidc-browser",
  "token-id/oidc-state": "safelight/v1/token-id/oidc-state",
  // What every passkey is asked to derive its secret from (the PRF salt)
  "passkey-prf": "safelight/v1/passkey-prf",
  // Associated data and contexts: what a sealed thing is, and where it belongs
  rendition: "safelight/v1/rendition|<ownerId>|<imageId>|<rendition>",
  details: "safelight/v1/details|<ownerId>|<imageId>|<edit>",
  "archive-plan": "safelight/v1/archive-plan|<accountId>|<archiveId>|<epoch>",
  "search-key": "safelight/v1/search-key|<accountId>|<pieceId>|<epoch>",
  "search-piece": "safelight/v1/search-piece|<accountId>|<pieceId>",
  "upload-key": "safelight/v1/upload-key|<accountId>|<uploadId>|<epoch>",
  "upload-piece": "safelight/v1/upload-piece|<accountId>|<uploadId>|<piece>",
  "upload-details": "safelight/v1/upload-details|<accountId>|<uploadId>|<state>",
  "vault-key": "safelight/v1/vault-key|<accountId>|<slotId>|<kind>|<epoch>",
  "data-key": "safelight/v1/data-key|<accountId>|<imageId>|<epoch>",
  "index-key": "safelight/v1/index-key|<accountId>|<epoch>",
  "album-key": "safelight/v1/album-key|<accountId>|<albumId>|<epoch>",
  "album-data-key": "safelight/v1/album-data-key|<accountId>|<albumId>|<imageId>|<epoch>",
  "album-details": "safelight/v1/album-details|<accountId>|<albumId>|<edit>",
  bridge: "safelight/v1/bridge|<accountId>|<epoch>",
  totp: "safelight/v1/totp|<accountId>|<totpId>",
  "oidc-begun": "safelight/v1/oidc-begun|<transactionId>",
  "oidc-answer": "safelight/v1/oidc-answer|<transactionId>",
  outbox: "safelight/v1/outbox|<mailId>",
  cursor: "safelight/v1/cursor|<scope>",
  // Prefixes of hashed messages
  verifier: "safelight/v1/verifier|<accountId>",
  "backup-code": "safelight/v1/backup-code|<accountId>",
  "recovery-checksum": "safelight/v1/recovery-checksum",
  "audit-link": "safelight/v1/audit-link",
  "audit-personal": "safelight/v1/audit-personal",
  "keyed-hash": "safelight/v1/keyed-hash|<label>",
} as const;

/** The info that C2SP chunked-encryption fixes for Cobblestone-256; it is theirs, so it is not in our table. */
export const BLOB_INFO = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM";

export type InfoName = keyof typeof INFOS;

type Fields<Template extends string> = Template extends `${string}<${infer Field}>${infer Rest}`
  ? Field | Fields<Rest>
  : never;

const SPLIT = new Map<string, readonly string[]>(
  Object.entries(INFOS).map(([name, template]) => [name, template.split(/<(\w+)>/)]),
);

/**
 * The string of that name with its fields filled in. Throws RangeError for an empty field or one that
 * contains "|": two different places must never read the same.
 */
export function infoFor<Name extends InfoName>(
  name: Name,
  fields: Readonly<Record<Fields<(typeof INFOS)[Name]>, string | number>>,
): string {
  const values: Readonly<Record<string, string | number>> = fields;
  const parts = SPLIT.get(name)!;
  let text = parts[0]!;
  for (let at = 1; at < parts.length; at += 2) {
    const value = String(values[parts[at]!] ?? "");
    if (value === "" || value.includes("|")) throw new RangeError(`a bad ${parts[at]} for ${name}`);
    text += value + parts[at + 1]!;
  }
  return text;
}
