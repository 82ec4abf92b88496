import type { VaultState } from "#contract/accounts.ts";
import * as contract from "#contract/vault.ts";
import type { SignedIn, Unlocked } from "../access/caller.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { makeManaged } from "./change-mode.ts";
import { lockVault } from "./lock-vault.ts";
import { confirmRecoveryKit, createRecoveryKit } from "./recovery-kit.ts";
import { resealer } from "./reseal-vault.ts";
import { type Rotation, rotateVault } from "./rotate-vault.ts";
import { askToStartAgain, cancelStartAgain, startAgainAt } from "./start-again.ts";
import { unlockVault } from "./unlock-vault.ts";
import { describeVault } from "./vault-facts.ts";

function stateOf(caller: SignedIn, now: Partial<VaultState>): VaultState {
  return { mode: caller.vaultMode, unlocked: true, kitConfirmed: caller.kitConfirmed, ...now };
}

export function mountVault(door: Door, rooms: Rooms): void {
  const resealing = resealer(rooms);

  door.serve(contract.getVault, async ({ caller }) => {
    const { accountId, vault } = caller;
    const facts = await describeVault(rooms, accountId);
    // A server that was killed in the middle of it goes on here.
    if (facts.rotationLeft !== null || facts.resealLeft !== null) resealing.goOn(accountId, vault);
    return { status: 200, body: facts };
  });

  const rotate = async (caller: Unlocked, asked: Rotation, origin: Parameters<typeof rotateVault>[3]) => {
    const rotated = await rotateVault(rooms, caller, asked, origin);
    resealing.goOn(caller.accountId, rotated);
    return rotated.token;
  };

  door.serve(contract.updateVault, async ({ caller, body, origin, cookies }) => {
    if (body.mode === "managed") await makeManaged(rooms, caller, origin);
    else cookies.setSession(await rotate(caller, body, origin));
    return { status: 200, body: await describeVault(rooms, caller.accountId) };
  });

  door.serve(contract.rotateVault, async ({ caller, body, origin, cookies }) => {
    cookies.setSession(await rotate(caller, { ...body, mode: caller.vaultMode }, origin));
    return { status: 200, body: await describeVault(rooms, caller.accountId) };
  });

  door.serve(contract.getStartAgain, async ({ caller }) => ({
    status: 200,
    body: { startsAt: await startAgainAt(rooms, caller.accountId) },
  }));

  door.serve(contract.askToStartAgain, async ({ caller, origin }) => ({
    status: 200,
    body: { startsAt: await askToStartAgain(rooms, caller, origin) },
  }));

  door.serve(contract.cancelStartAgain, async ({ body, origin }) => {
    await cancelStartAgain(rooms, body.token, origin);
    return { status: 204 };
  });

  door.serve(contract.unlockVault, async ({ caller, body, origin, cookies }) => {
    cookies.setSession(await unlockVault(rooms, caller, body, origin));
    return { status: 200, body: stateOf(caller, { unlocked: true }) };
  });

  door.serve(contract.lockVault, async ({ caller }) => {
    await lockVault(rooms, caller);
    return { status: 200, body: stateOf(caller, { unlocked: false }) };
  });

  door.serve(contract.createRecoveryKit, async ({ caller }) => ({
    status: 201,
    body: { recoveryCode: await createRecoveryKit(rooms, caller) },
  }));

  door.serve(contract.confirmRecoveryKit, async ({ caller, body, origin }) => {
    await confirmRecoveryKit(rooms, caller, body, origin);
    return { status: 200, body: stateOf(caller, { kitConfirmed: true }) };
  });
}
