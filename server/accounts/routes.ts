import {
  changePassword,
  createAccount,
  createSession,
  endCurrentSession,
  endOtherSessions,
  endSession,
  forgotPassword,
  getAccount,
  getCurrentSession,
  listSessions,
  lookAtInvitation,
  reauthenticate,
  resetByCode,
  resetPassword,
  updateAccount,
  verifyAccount,
} from "#contract/accounts.ts";
import {
  cancelAddressChange,
  changeAddress,
  confirmAddress,
  getAddressChange,
  keepAccount,
  keepAccountByLink,
  keepAddress,
} from "#contract/my-data.ts";
import { AppError } from "../errors.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { findAccount, updateProfile } from "./account-store.ts";
import * as addresses from "./change-address.ts";
import * as changing from "./change-password.ts";
import * as ending from "./end-other-sessions.ts";
import * as invitations from "./invitation-link.ts";
import { stay, stayByLink } from "./leave.ts";
import { getOwnAccount } from "./own-account.ts";
import { findOwnProofs } from "./own-proofs.ts";
import { presentAccount, presentVault } from "./present-account.ts";
import * as reauthentication from "./reauthenticate.ts";
import { registerAccount } from "./register-account.ts";
import * as resetting from "./reset-password.ts";
import { resetWithCode } from "./reset-with-code.ts";
import { endSessions } from "./session-life.ts";
import { listSessionsOf } from "./session-store.ts";
import { signIn } from "./sign-in.ts";
import * as verifying from "./verify-account.ts";

export { callerFinder } from "./find-caller.ts";

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

export function mountAccounts(door: Door, rooms: Rooms): void {
  const { db } = rooms.database;

  door.serve(createAccount, async ({ body, origin }) => ({
    status: 202,
    body: { confirmation: await registerAccount(rooms, body, origin) },
  }));

  door.serve(lookAtInvitation, async ({ body, origin }) => ({
    status: 200,
    body: await invitations.lookAtInvitation(rooms, body.token, origin),
  }));

  door.serve(verifyAccount, async ({ body, origin }) => ({
    status: 200,
    body: { email: await verifying.verifyAccount(rooms, body.token, origin) },
  }));

  door.serve(getAccount, async ({ caller }) => ({
    status: 200,
    body: await getOwnAccount(rooms, caller.accountId),
  }));

  door.serve(updateAccount, async ({ caller, body }) => {
    await updateProfile(db, caller.accountId, {
      ...(body.displayName !== undefined && { display_name: body.displayName }),
      ...(body.language !== undefined && { language: body.language }),
    });
    return { status: 200, body: await getOwnAccount(rooms, caller.accountId) };
  });

  door.serve(createSession, async ({ body, origin, cookies }) => {
    const { sessionToken, browserToken } = cookies;
    const answer = await signIn(rooms, body, { origin, sessionToken, browserToken });
    if ("ticket" in answer) {
      const { ticket, factors } = answer;
      return { status: 200, body: { state: "factor-required" as const, ticket, factors: [...factors] } };
    }
    cookies.setSession(answer.sessionToken);
    if (answer.browserToken !== null) cookies.setBrowser(answer.browserToken);
    return { status: 201, body: answer.reply };
  });

  door.serve(getCurrentSession, async ({ caller }) => {
    const row = caller.kind === "visitor" ? null : await findAccount(db, caller.accountId);
    if (row === null || caller.kind === "visitor") {
      return { status: 200, body: { account: null, vault: null, reauthenticatedUntil: null } };
    }
    return {
      status: 200,
      body: {
        account: presentAccount(row),
        vault: presentVault(row, caller.vault !== null),
        reauthenticatedUntil: reauthentication.reauthenticatedUntil(caller, rooms.clock()),
        ...(caller.mustEnrol ? { mustEnrol: true as const } : {}),
        proofs: await findOwnProofs(rooms, row.id),
      },
    };
  });

  door.serve(endCurrentSession, async ({ caller, cookies }) => {
    if (caller.kind === "signed-in") await endSessions(rooms, caller.accountId, [caller.sessionId]);
    cookies.clearSession();
    cookies.clearSiteData();
    return { status: 204 };
  });

  door.serve(reauthenticate, async ({ caller, body, origin, cookies }) => {
    const { token, until } = await reauthentication.reauthenticate(rooms, caller, body, origin);
    cookies.setSession(token);
    return { status: 200, body: { reauthenticatedUntil: new Date(until).toISOString() } };
  });

  door.serve(listSessions, async ({ caller }) => {
    const rows = await listSessionsOf(db, caller.accountId);
    const items = rows.map((row) => ({
      id: row.id,
      current: row.id === caller.sessionId,
      device: row.device,
      address: row.address,
      createdAt: new Date(row.created_at).toISOString(),
      usedAt: new Date(row.used_at).toISOString(),
    }));
    return { status: 200, body: { items, nextCursor: null } };
  });

  door.serve(endSession, async ({ caller, params }) => {
    const own = (await listSessionsOf(db, caller.accountId)).some((row) => row.id === params.id);
    if (!own) throw new AppError("not-found");
    await endSessions(rooms, caller.accountId, [params.id]);
    return { status: 204 };
  });

  door.serve(endOtherSessions, async ({ caller }) => {
    await ending.endOtherSessions(rooms, caller);
    return { status: 204 };
  });

  door.serve(forgotPassword, async ({ body, origin }) => {
    await resetting.forgotPassword(rooms, body.email, origin);
    return { status: 202 };
  });

  door.serve(resetPassword, async ({ body, origin }) => ({
    status: 200,
    body: await resetting.resetPassword(rooms, body, origin),
  }));

  door.serve(keepAccount, async ({ caller }) => {
    await stay(rooms, caller.accountId);
    return { status: 200, body: await getOwnAccount(rooms, caller.accountId) };
  });

  door.serve(keepAccountByLink, async ({ body, origin }) => ({
    status: 200,
    body: { email: await stayByLink(rooms, body.token, origin) },
  }));

  door.serve(changeAddress, async ({ caller, body, origin }) => ({
    status: 202,
    body: { effectiveAt: instant(await addresses.askForAddress(rooms, caller, body.email, origin)) },
  }));

  door.serve(getAddressChange, async ({ caller }) => ({
    status: 200,
    body: {
      pending: addresses.presentAddressChange(await addresses.findPendingAddress(rooms, caller.accountId)),
    },
  }));

  door.serve(cancelAddressChange, async ({ caller }) => {
    await addresses.cancelAddressChange(rooms, caller.accountId);
    return { status: 204 };
  });

  door.serve(confirmAddress, async ({ body, origin }) => {
    const { email, effectiveAt } = await addresses.confirmAddress(rooms, body.token, origin);
    return { status: 200, body: { email, effectiveAt: instant(effectiveAt) } };
  });

  door.serve(keepAddress, async ({ body, origin }) => ({
    status: 200,
    body: { email: await addresses.keepAddress(rooms, body.token, origin) },
  }));

  door.serve(resetByCode, async ({ body, origin }) => ({
    status: 200,
    body: await resetWithCode(rooms, body, origin),
  }));

  door.serve(changePassword, async ({ caller, body, origin, cookies }) => {
    cookies.setSession(await changing.changePassword(rooms, caller, body.password, origin));
    return { status: 204 };
  });
}
