import {
  finishOidc,
  listIdentities as listIdentitiesRoute,
  oidcCallback,
  startOidc,
  unlinkIdentity as unlinkIdentityRoute,
} from "#contract/oidc.ts";
import { AppError } from "../errors.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { beginAtProvider } from "./begin.ts";
import { type Finished, finishAtProvider } from "./finish.ts";
import { listIdentities } from "./identity-store.ts";
import { labelOf, unlinkIdentity, usableOf } from "./link-identity.ts";
import { type ProviderClient, providerClient } from "./provider-client.ts";
import { takeAnswer } from "./take-answer.ts";

/** The page of the client that takes up what a provider answered. */
const LANDING = "/sign-in/provider";

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

export function mountOidc(door: Door, rooms: Rooms): void {
  const clients = new Map(rooms.config.signInProviders.map((one) => [one.id, providerClient(rooms, one)]));
  const requireClient = (id: string): ProviderClient => {
    const client = clients.get(id);
    if (client === undefined) throw new AppError("not-found");
    return client;
  };

  door.serve(startOidc, async ({ params, body, caller, origin, cookies }) => {
    const client = requireClient(params.provider);
    const { url, browserToken } = await beginAtProvider(rooms, client, caller, body, origin.address);
    cookies.setProvider(browserToken);
    return { status: 200, body: { url } };
  });

  door.serve(oidcCallback, async ({ params, query, cookies }) => {
    const client = requireClient(params.provider);
    try {
      await takeAnswer(rooms, client, query, cookies.providerToken);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // A person gets to a page that puts it into words; a program has the problem.
      throw new AppError(error.code, { cause: error, headers: { refresh: `0; url=${LANDING}` } });
    }
    return { status: 303, location: LANDING };
  });

  door.serve(finishOidc, async ({ caller, body, origin, cookies }) => {
    const { sessionToken, browserToken, providerToken } = cookies;
    const visit = { origin, sessionToken, browserToken };
    const finished = await finishAtProvider(rooms, { caller, visit, browserToken: providerToken }, body);
    cookies.clearProvider();
    return present(finished, cookies);
  });

  door.serve(listIdentitiesRoute, async ({ caller }) => {
    const rows = await listIdentities(rooms.database.db, caller.accountId);
    const usable = usableOf(rooms, rows);
    const items = rows.map((row) => ({
      id: row.id,
      provider: row.provider,
      label: labelOf(rooms, row),
      usable: usable.includes(row),
      createdAt: instant(row.created_at),
      usedAt: row.used_at === null ? null : instant(row.used_at),
    }));
    return { status: 200, body: { items, nextCursor: null } };
  });

  door.serve(unlinkIdentityRoute, async ({ caller, params, origin, cookies }) => {
    cookies.setSession(await unlinkIdentity(rooms, caller, params.id, origin));
    return { status: 204 };
  });
}

function present(
  finished: Finished,
  cookies: { setSession(token: string): void; setBrowser(token: string): void },
) {
  const { returnTo } = finished;
  switch (finished.did) {
    case "sign-in": {
      const { outcome } = finished;
      if ("ticket" in outcome) {
        const { ticket, factors } = outcome;
        const state = "factor-required" as const;
        return { status: 200 as const, body: { state, ticket, factors: [...factors], returnTo } };
      }
      cookies.setSession(outcome.sessionToken);
      if (outcome.browserToken !== null) cookies.setBrowser(outcome.browserToken);
      return { status: 201 as const, body: { ...outcome.reply, returnTo } };
    }
    case "link":
      cookies.setSession(finished.token);
      return {
        status: 200 as const,
        body: { state: "linked" as const, label: finished.label, returnTo },
      };
    case "reauthenticate": {
      const { token, until, vault } = finished.outcome;
      cookies.setSession(token);
      return {
        status: 200 as const,
        body: {
          state: "reauthenticated" as const,
          reauthenticatedUntil: instant(until),
          vault,
          returnTo,
        },
      };
    }
  }
}
