import type { AccountId } from "#contract/ids.ts";
import type { VaultMode } from "#contract/instance.ts";
import type { Language } from "#contract/language.ts";
import type { Origin } from "../access/caller.ts";
import { recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import type { Accounts } from "../database/schema.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import type { HashedPassword } from "../vault/password-slot.ts";
import { accountMails } from "./account-mails.ts";
import {
  deletePendingOf,
  findAccountByEmail,
  insertAccount,
  insertPending,
  putVerifier,
  takeMailedToken,
  trimPendingOf,
} from "./account-store.ts";
import { hashPassword, verifierRow } from "./check-password.ts";
import { invitationHashes, requireInvitation } from "./invitation-link.ts";
import { requireGoodPassword } from "./judge-password.ts";
import { admitTry, countRegistration } from "./limit-tries.ts";

// Registration: a waiting row and a mail, or with an invitation the account itself. The answer never tells
// whether an address is known. The vault is made at the first sign-in.

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly displayName?: string | undefined;
  readonly vault?: VaultMode | undefined;
  readonly invitation?: string | undefined;
}

const CONFIRM_MILLISECONDS = 2 * 86_400_000;
const PENDING_KEPT = 5;
/** To one address, whoever asks for them and from wherever. */
const MAILS_EACH_HOUR = 5;

/** @returns whether the address still has to be confirmed by mail */
export async function registerAccount(
  rooms: Rooms,
  asked: Registration,
  origin: Origin,
): Promise<"mailed" | "not-needed"> {
  const { config } = rooms;
  const vaultMode = asked.vault ?? (config.vault === "sealed" ? "sealed" : "managed");
  if (config.vault !== "choice" && vaultMode !== config.vault) throw new AppError("vault-mode.not-offered");
  const displayName = asked.displayName ?? "";
  const hashes = await admitRegistration(rooms, asked.invitation, asked.email, origin);
  requireGoodPassword(config.passwordPolicy, asked.password, { email: asked.email, displayName });
  const hashed = await hashPassword(rooms, asked.password);
  const { language } = origin;
  const row = { email: asked.email, display_name: displayName, vault_mode: vaultMode, language };
  if (hashes !== null) {
    await createInvited(rooms, hashes, row, hashed, origin);
    return "not-needed";
  }
  await createPending(rooms, row, hashed, origin);
  void rooms.mail.deliverDue().catch(() => undefined);
  return "mailed";
}

/**
 * Whether the address may be sent one more mail of a registration: from many networks somebody could fill a mailbox
 * otherwise. The one who asks is answered as ever.
 */
async function mayMail(rooms: Rooms, email: string): Promise<boolean> {
  return (await countRegistration(rooms, email)) <= MAILS_EACH_HOUR;
}

type Wanted = Pick<Accounts, "email" | "display_name" | "vault_mode" | "language">;
type InvitationHashes = ReturnType<typeof invitationHashes>;

/** Checks that registration is open to this request; an invitation's hashes when it brings one. */
async function admitRegistration(
  rooms: Rooms,
  invitation: string | undefined,
  email: string,
  origin: Origin,
): Promise<InvitationHashes | null> {
  const { config } = rooms;
  await admitTry(rooms, "register", origin.address);
  if (invitation !== undefined) {
    const hashes = invitationHashes(invitation);
    await requireInvitation(rooms, hashes);
    return hashes;
  }
  if (config.registration === "closed") throw new AppError("registration.closed");
  if (config.registration === "invitation") throw new AppError("registration.invitation-required");
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (config.mailDomains !== null && !config.mailDomains.includes(domain)) {
    throw new AppError("request.invalid", { errors: [{ path: "body.email", reason: "domain" }] });
  }
  return null;
}

async function createPending(
  rooms: Rooms,
  wanted: Wanted,
  hashed: HashedPassword,
  origin: Origin,
): Promise<void> {
  const mailsIn = (language: Language) => accountMails(rooms.config.origin, language);
  const now = rooms.clock();
  const token = newToken();
  // Safe because newId makes ids of exactly this kind.
  const id = rooms.newId() as AccountId;
  const verifier = verifierRow(rooms, id, hashed);
  const isMailed = await mayMail(rooms, wanted.email);
  await rooms.database.db.transaction().execute(async (trx) => {
    const known = await findAccountByEmail(trx, wanted.email);
    if (known !== null && isMailed) {
      await rooms.mail.enqueue(trx, mailsIn(known.language).alreadyRegistered(wanted.email, origin, now));
    } else if (isMailed) {
      await insertPending(trx, {
        id,
        ...wanted,
        verifier: verifier.verifier,
        salt: verifier.salt,
        hash_version: verifier.hash_version,
        pepper_version: verifier.pepper_version,
        token_hash: tokenHash("mail", token),
        created_at: now,
        expires_at: now + CONFIRM_MILLISECONDS,
      });
      await trimPendingOf(trx, wanted.email, PENDING_KEPT);
      await rooms.mail.enqueue(
        trx,
        mailsIn(wanted.language).confirmAddress(wanted.email, token, origin, now),
      );
    }
    await recordAudit(trx, rooms, { action: "account.asked", accountId: known?.id ?? null });
  });
}

async function createInvited(
  rooms: Rooms,
  hashes: InvitationHashes,
  wanted: Wanted,
  hashed: HashedPassword,
  origin: Origin,
): Promise<void> {
  const { db } = rooms.database;
  const isMailed = await mayMail(rooms, wanted.email);
  await db.transaction().execute(async (trx) => {
    const now = rooms.clock();
    const known = await findAccountByEmail(trx, wanted.email);
    if (known !== null) {
      if (!isMailed) return;
      // The invitation stays good; the person is told by mail, and nobody else learns of it.
      const mail = accountMails(rooms.config.origin, known.language).alreadyRegistered(
        wanted.email,
        origin,
        now,
      );
      await rooms.mail.enqueue(trx, mail);
      return;
    }
    let taken = null;
    for (const { purpose, hash } of hashes) taken ??= await takeMailedToken(trx, purpose, hash, now);
    if (taken === null) throw new AppError("invitation.invalid");
    const confirmed = taken.email === wanted.email;
    const id = rooms.newId() as AccountId;
    await insertAccount(trx, {
      ...newAccount(id, wanted, now),
      administrator_at: taken.purpose === "setup" ? now : null,
      email_confirmed_at: confirmed ? now : null,
    });
    await putVerifier(trx, verifierRow(rooms, id, hashed));
    await deletePendingOf(trx, wanted.email);
    await recordAudit(trx, rooms, {
      action: "account.created",
      accountId: id,
      personal: { address: origin.address },
    });
  });
}

/** A new account's row, without a vault. */
export function newAccount(id: AccountId, wanted: Wanted, now: number): Accounts {
  return {
    id,
    ...wanted,
    administrator_at: null,
    email_confirmed_at: null,
    disabled_at: null,
    created_at: now,
    vault_epoch: 0,
    vault_fingerprint: null,
    index_key_epoch: 0,
    sealed_index_key: null,
    kit_confirmed_at: null,
    used_bytes: 0,
    quota_bytes: null,
    kit_rehearsed_at: null,
    reseal_before: null,
    seen_at: null,
    deletion_at: null,
    leaked_epoch: null,
  };
}
