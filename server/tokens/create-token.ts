import { LIMITS } from "#contract/limits.ts";
import { SCOPES, type Scope } from "#contract/route.ts";
import type { Origin, Unlocked } from "../access/caller.ts";
import { deliverMails, mailAccount } from "../accounts/mail-account.ts";
import { recordAudit } from "../audit/record.ts";
import { newToken, tokenHash } from "../crypto/tokens.ts";
import { AppError } from "../errors.ts";
import type { Rooms } from "../rooms.ts";
import { writeApiTokenSlot } from "../vault/api-token-slot.ts";
import { insertApiToken, listApiTokens, type TokenRow } from "./token-store.ts";
import { tokenText } from "./token-text.ts";

const DAY = 86_400_000;

export interface WantedToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresInDays: number;
}

/**
 * Makes a token and its slot, and tells the person by mail.
 * @returns the token, the one time it is ever seen, and its row
 * @throws AppError token.too-many; vault.locked when the vault key has been replaced meanwhile
 */
export async function createToken(
  rooms: Rooms,
  caller: Unlocked,
  wanted: WantedToken,
  origin: Origin,
): Promise<{ token: string; row: TokenRow }> {
  const { accountId, vault } = caller;
  const secret = newToken();
  const now = rooms.clock();
  const row = await rooms.database.db.transaction().execute(async (trx) => {
    const owner = { accountId, epoch: vault.epoch };
    const keyslotId = await writeApiTokenSlot(trx, rooms, owner, secret, vault.vaultKey);
    if ((await listApiTokens(trx, accountId, now)).length >= LIMITS.tokensPerAccount) {
      throw new AppError("token.too-many");
    }
    const made: TokenRow = {
      id: rooms.newId(),
      account_id: accountId,
      token_hash: tokenHash("token", secret),
      keyslot_id: keyslotId,
      name: wanted.name,
      scopes: SCOPES.filter((scope) => wanted.scopes.includes(scope)).join(" "),
      created_at: now,
      expires_at: now + wanted.expiresInDays * DAY,
      used_at: null,
    };
    await insertApiToken(trx, made);
    await mailAccount(trx, rooms, accountId, (mails, to) => mails.tokenCreated(to, wanted.name, origin, now));
    await recordAudit(trx, rooms, { action: "token.created", accountId, subjectId: made.id });
    return made;
  });
  deliverMails(rooms);
  return { token: tokenText(secret), row };
}
