import * as contract from "#contract/tokens.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { createToken } from "./create-token.ts";
import { revokeToken } from "./end-tokens.ts";
import { listApiTokens, type TokenRow } from "./token-store.ts";

export { tokenCallerFinder } from "./find-token-caller.ts";

function present(row: TokenRow): contract.ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: contract.scope.options.filter((scope) => row.scopes.split(" ").includes(scope)),
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    usedAt: row.used_at === null ? null : new Date(row.used_at).toISOString(),
  };
}

export function mountTokens(door: Door, rooms: Rooms): void {
  door.serve(contract.listTokens, async ({ caller }) => {
    const rows = await listApiTokens(rooms.database.db, caller.accountId, rooms.clock());
    return { status: 200, body: { items: rows.map(present), nextCursor: null } };
  });

  door.serve(contract.createToken, async ({ caller, body, origin }) => {
    const { token, row } = await createToken(rooms, caller, body, origin);
    return { status: 201, body: { token, details: present(row) } };
  });

  door.serve(contract.revokeToken, async ({ caller, params }) => {
    await revokeToken(rooms, caller.accountId, params.id);
    return { status: 204 };
  });
}
