import type { VaultState } from "#contract/accounts.ts";
import { confirmRecoveryKit, createRecoveryKit, lockVault, unlockVault } from "#contract/vault.ts";
import type { SignedIn } from "../access/caller.ts";
import { forgetFailures, type Guessed, recordFailure, requireNoWait } from "../accounts/limit-tries.ts";
import { lockSession } from "../accounts/session-life.ts";
import { AppError } from "../errors.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
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
    await lockSession(rooms, caller.accountId, caller.sessionId);
    return { status: 200, body: stateOf(caller, { unlocked: false }) };
  });

  door.serve(createRecoveryKit, async ({ caller }) => ({
    status: 201,
    body: { recoveryCode: await kit.createRecoveryKit(rooms, caller) },
  }));

  door.serve(confirmRecoveryKit, async ({ caller, body }) => {
    const guessed: Guessed = { what: "vault", account: `${caller.accountId}/kit`, browser: null };
    await requireNoWait(rooms, guessed);
    try {
      await kit.confirmRecoveryKit(rooms, caller, body.recoveryCode);
    } catch (error) {
      if (error instanceof AppError && error.code === "vault.kit-mismatch")
        await recordFailure(rooms, guessed);
      throw error;
    }
    await forgetFailures(rooms, guessed);
    rooms.forgetting.forget(caller.accountId);
    return { status: 200, body: stateOf(caller, { kitConfirmed: true }) };
  });
}
