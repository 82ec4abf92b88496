import { newToken, tokenHash } from "../crypto/tokens.ts";
import type { Rooms } from "../rooms.ts";
import { deleteSetupTokens, hasAccounts, insertMailedToken } from "./account-store.ts";

const SETUP_MILLISECONDS = 7 * 86_400_000;

/**
 * The link that makes its user the administrator: on an empty instance only, new at each start until used.
 * Null when there are accounts already.
 */
export async function createSetupLink(rooms: Rooms): Promise<string | null> {
  const token = newToken();
  const created = await rooms.database.db.transaction().execute(async (trx) => {
    await deleteSetupTokens(trx);
    if (await hasAccounts(trx)) return false;
    const now = rooms.clock();
    await insertMailedToken(trx, {
      token_hash: tokenHash("setup", token),
      purpose: "setup",
      account_id: null,
      email: null,
      created_at: now,
      expires_at: now + SETUP_MILLISECONDS,
    });
    return true;
  });
  return created ? `${rooms.config.origin}/register#${token}` : null;
}
