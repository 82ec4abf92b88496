import * as z from "zod/mini";
import { signedIn, vaultState } from "./accounts.ts";
import { backupCode, instant, token, totpCode } from "./fields.ts";
import { LIMITS } from "./limits.ts";
import { route } from "./route.ts";

// OpenID Connect: signing in, linking and re-authenticating through a provider. The browser is sent away, comes
// back to `callback`, and lands on a page of the client that calls `finish`, which alone acts.

const provider = z.object({ provider: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)) });

/** A page of the client to go back to: a path and nothing else. */
const path = z.string().check(z.maxLength(LIMITS.returnPathLength), z.regex(/^\/(?!\/)[\w/-]*$/));

export const startOidc = route({
  method: "POST",
  path: "/api/oidc/{provider}/start",
  access: "anyone",
  summary: "Begin at a provider: where to send the browser; good for ten minutes, once, in this browser",
  params: provider,
  body: z.strictObject({
    /** Linking needs an unlocked vault and a fresh re-authentication; re-authenticating a session. */
    purpose: z.enum(["sign-in", "link", "reauthenticate"]),
    /** Where registering needs one: the token of an invitation, for a first sign-in. */
    invitation: z.optional(token),
    returnTo: z.optional(path),
  }),
  replies: { 200: z.object({ url: z.string() }) },
  problems: [
    "oidc.unavailable",
    "session.required",
    "vault.locked",
    "reauthentication.required",
    "factor.enrolment-required",
    "credentials.wait",
  ],
});
export type OidcPurpose = "sign-in" | "link" | "reauthenticate";

const parameter = z.optional(z.string().check(z.maxLength(4096)));

export const oidcCallback = route({
  method: "GET",
  path: "/api/oidc/{provider}/callback",
  access: "anyone",
  summary: "Where a provider sends the browser back to; leads on to a page of the client",
  params: provider,
  query: z.object({ state: parameter, code: parameter, iss: parameter, error: parameter }),
  replies: { 303: null },
  problems: ["oidc.state-unknown", "oidc.refused", "oidc.declined", "oidc.unavailable"],
});

const returnTo = z.nullable(z.string());

export const finishOidc = route({
  method: "POST",
  path: "/api/oidc/finish",
  access: "anyone",
  summary: "Take up what the provider answered: sign in, link, or re-authenticate",
  /** For re-authentication, where a second factor is set. */
  body: z.strictObject({ totp: z.optional(totpCode), backupCode: z.optional(backupCode) }),
  replies: {
    201: z.extend(signedIn, { returnTo }),
    200: z.discriminatedUnion("state", [
      z.object({
        state: z.literal("factor-required"),
        ticket: z.string(),
        factors: z.array(z.enum(["totp", "backup-code", "passkey"])),
        returnTo,
      }),
      z.object({ state: z.literal("linked"), label: z.string(), returnTo }),
      z.object({
        state: z.literal("reauthenticated"),
        reauthenticatedUntil: instant,
        vault: vaultState,
        returnTo,
      }),
    ]),
  },
  problems: [
    "oidc.state-unknown",
    "oidc.refused",
    "oidc.declined",
    "oidc.unavailable",
    "oidc.email-unverified",
    "oidc.account-exists",
    "oidc.other-person",
    "identity.taken",
    "account.disabled",
    "registration.closed",
    "registration.invitation-required",
    "registration.domain-refused",
    "invitation.invalid",
    "session.required",
    "factor.required",
    "factor.wrong",
    "keys.unavailable",
    "credentials.wait",
  ],
});

export const identity = z.object({
  id: z.string(),
  provider: z.string(),
  /** What the provider is called here. */
  label: z.string(),
  /** False where the provider is not among the instance's settings any more. */
  usable: z.boolean(),
  createdAt: instant,
  usedAt: z.nullable(instant),
});
export type Identity = z.infer<typeof identity>;

export const listIdentities = route({
  method: "GET",
  path: "/api/identities",
  access: "unlocked",
  summary: "The providers that one can sign in with, newest first",
  replies: { 200: z.object({ items: z.array(identity), nextCursor: z.null() }) },
});

export const unlinkIdentity = route({
  method: "DELETE",
  path: "/api/identities/{id}",
  access: "unlocked",
  reauthenticated: true,
  summary: "Unlink a provider: it does not sign in here any more",
  params: z.object({ id: z.string().check(z.maxLength(64)) }),
  replies: { 204: null },
  problems: ["identity.last"],
});
