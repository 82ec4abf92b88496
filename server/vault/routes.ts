import type { VaultState } from "#contract/accounts.ts";
import { confirmRecoveryKit, createRecoveryKit, lockVault, unlockVault } from "#contract/vault.ts";
import type { SignedIn } from "../access/caller.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import * as locking from "./lock-vault.ts";
import * as kit from "./recovery-kit.ts";
import * as unlocking from "./unlock-vault.ts";

function stateOf(caller: SignedIn, now: Partial<VaultState>): VaultState {
  return { mode: caller.vaultMode, unlocked: true, kitConfirmed: caller.kitConfirmed, ...now };
}

export function mountVault(door: Door, rooms: Rooms): void {
  door.serve(unlockVault, async ({ caller, body, origin, cookies }) => {
    cookies.setSession(await unlocking.unlockVault(rooms, caller, body, origin));
    return { status: 200, body: stateOf(caller, { unlocked: true }) };
  });

  door.serve(lockVault, async ({ caller }) => {
    await locking.lockVault(rooms, caller);
    return { status: 200, body: stateOf(caller, { unlocked: false }) };
  });

  door.serve(createRecoveryKit, async ({ caller }) => ({
    status: 201,
    body: { recoveryCode: await kit.createRecoveryKit(rooms, caller) },
  }));

  door.serve(confirmRecoveryKit, async ({ caller, body }) => {
    await kit.confirmRecoveryKit(rooms, caller, body.recoveryCode);
    return { status: 200, body: stateOf(caller, { kitConfirmed: true }) };
  });
}
