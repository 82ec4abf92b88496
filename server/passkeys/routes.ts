import * as contract from "#contract/passkeys.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { addPasskey } from "./add-passkey.ts";
import { removePasskey, renamePasskey } from "./keep-passkeys.ts";
import * as options from "./passkey-options.ts";
import { listPasskeysOf, type PasskeyRow } from "./passkey-store.ts";
import { signInByPasskey } from "./sign-in-by-passkey.ts";

function present(row: PasskeyRow): contract.Passkey {
  return {
    id: row.id,
    name: row.name,
    credentialId: row.credential_id,
    opensVault: row.keyslot_id !== null,
    createdAt: new Date(row.created_at).toISOString(),
    usedAt: row.used_at === null ? null : new Date(row.used_at).toISOString(),
  };
}

export function mountPasskeys(door: Door, rooms: Rooms): void {
  door.serve(contract.listPasskeys, async ({ caller }) => {
    const rows = await listPasskeysOf(rooms.database.db, caller.accountId);
    return { status: 200, body: { items: rows.map(present), nextCursor: null } };
  });

  door.serve(contract.createPasskeyOptions, async ({ caller }) => ({
    status: 200,
    body: await options.creationOptions(rooms, caller),
  }));

  door.serve(contract.createPasskey, async ({ caller, body, origin, cookies }) => {
    const { row, token } = await addPasskey(rooms, caller, body, origin);
    cookies.setSession(token);
    return { status: 201, body: present(row) };
  });

  door.serve(contract.renamePasskey, async ({ caller, params, body }) => ({
    status: 200,
    body: present(await renamePasskey(rooms, caller, params.id, body.name)),
  }));

  door.serve(contract.removePasskey, async ({ caller, params, origin, cookies }) => {
    cookies.setSession(await removePasskey(rooms, caller, params.id, origin));
    return { status: 204 };
  });

  door.serve(contract.signInOptions, async ({ origin }) => ({
    status: 200,
    body: await options.signInOptions(rooms, origin),
  }));

  door.serve(contract.signInByPasskey, async ({ body, origin, cookies }) => {
    const { sessionToken, browserToken } = cookies;
    const admitted = await signInByPasskey(rooms, body, { origin, sessionToken, browserToken });
    cookies.setSession(admitted.sessionToken);
    if (admitted.browserToken !== null) cookies.setBrowser(admitted.browserToken);
    return { status: 201, body: admitted.reply };
  });

  door.serve(contract.proofOptions, async ({ caller, body }) => ({
    status: 200,
    body: await options.proofOptions(rooms, caller, body.purpose),
  }));
}
