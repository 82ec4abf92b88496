import * as z from "zod/mini";
import {
  backupCode,
  displayName,
  email,
  instant,
  password,
  recoveryCode,
  token,
  totpCode,
} from "./fields.ts";
import { accountId, sessionId } from "./ids.ts";
import { vaultMode } from "./instance.ts";
import { language } from "./language.ts";
import { passkeyProof } from "./passkey-proof.ts";
import { route } from "./route.ts";

// Accounts, sessions and passwords.

export const account = z.object({
  id: accountId,
  email: z.string(),
  displayName: z.string(),
  administrator: z.boolean(),
  createdAt: instant,
  /** Of the mails to the person. */
  language,
  /** When the account will be deleted, as was asked; null when it stays. */
  deletionAt: z.nullable(instant),
});
export type Account = z.infer<typeof account>;

export const vaultState = z.object({
  mode: vaultMode,
  unlocked: z.boolean(),
  /** Whether the recovery code was typed back. A sealed vault takes no upload before. */
  kitConfirmed: z.boolean(),
});
export type VaultState = z.infer<typeof vaultState>;

/** What every way of signing in answers with in the end. */
export const signedIn = z.object({ state: z.literal("signed-in"), account, vault: vaultState });
export type SignedInReply = z.infer<typeof signedIn>;

export const createAccount = route({
  method: "POST",
  path: "/api/accounts",
  access: "anyone",
  summary: "Register; the answer is the same whether or not the address is known",
  body: z.object({
    email,
    password,
    displayName: z.optional(displayName),
    vault: z.optional(vaultMode),
    invitation: z.optional(token),
  }),
  replies: { 202: z.object({ confirmation: z.enum(["mailed", "not-needed"]) }) },
  problems: [
    "password.refused",
    "registration.closed",
    "registration.invitation-required",
    "invitation.invalid",
    "vault-mode.not-offered",
    "credentials.wait",
  ],
});

export const lookAtInvitation = route({
  method: "POST",
  path: "/api/accounts/invitation",
  access: "anyone",
  summary: "Whether an invitation's token can still be used; it is not used up by asking",
  body: z.object({ token }),
  replies: {
    200: z.object({
      /** Where it was mailed to; null when it was handed over otherwise. */
      email: z.nullable(z.string()),
    }),
  },
  problems: ["invitation.invalid", "credentials.wait"],
});

export const verifyAccount = route({
  method: "POST",
  path: "/api/accounts/verify",
  access: "anyone",
  summary: "Confirm an address with the token that was mailed to it",
  body: z.object({ token }),
  replies: { 200: z.object({ email: z.string() }) },
  problems: ["link.invalid", "credentials.wait"],
});

export const getAccount = route({
  method: "GET",
  path: "/api/account",
  access: "unlocked",
  beforeEnrolment: true,
  summary: "One's own account",
  replies: { 200: account },
});

export const updateAccount = route({
  method: "PATCH",
  path: "/api/account",
  access: "unlocked",
  summary: "Change one's own display name and language",
  body: z.strictObject({ displayName: z.optional(displayName), language: z.optional(language) }),
  replies: { 200: account },
});

export const createSession = route({
  method: "POST",
  path: "/api/sessions",
  access: "anyone",
  summary: "Sign in with address and password",
  body: z.object({ email, password }),
  replies: {
    201: signedIn,
    200: z.object({
      state: z.literal("factor-required"),
      ticket: z.string(),
      factors: z.array(z.enum(["totp", "backup-code", "passkey"])),
    }),
  },
  problems: ["credentials.wrong", "credentials.wait", "unavailable"],
});

export const getCurrentSession = route({
  method: "GET",
  path: "/api/sessions/current",
  access: "anyone",
  summary: "Who is signed in here, if anybody",
  replies: {
    200: z.object({
      account: z.nullable(account),
      vault: z.nullable(vaultState),
      /** Until when dangerous acts need no new proof; null when they do. */
      reauthenticatedUntil: z.nullable(instant),
      /**
       * Set while nothing but adding a second factor is open to the person: this server demands one of everybody, or
       * their password is too short to do without.
       */
      mustEnrol: z.optional(z.literal(true)),
      /** How the person can prove who they are, to re-authenticate or unlock; absent when signed out. */
      proofs: z.optional(
        z.object({
          password: z.boolean(),
          passkey: z.boolean(),
          /** Whether the password alone does not sign in: a second factor is asked for as well. */
          factor: z.boolean(),
          /** Providers that are linked and in use here. */
          providers: z.array(z.string()),
        }),
      ),
    }),
  },
});
export type CurrentSession = z.infer<(typeof getCurrentSession.replies)[200]>;

export const endCurrentSession = route({
  method: "DELETE",
  path: "/api/sessions/current",
  access: "anyone",
  summary: "Sign out",
  replies: { 204: null },
});

export const reauthenticate = route({
  method: "POST",
  path: "/api/sessions/current/reauthenticate",
  access: "signed-in",
  beforeEnrolment: true,
  summary:
    "For dangerous acts: give the password again, and a code where a second factor is set; or use a passkey",
  body: z
    .object({
      password: z.optional(password),
      totp: z.optional(totpCode),
      backupCode: z.optional(backupCode),
      passkey: z.optional(passkeyProof),
    })
    .check(
      z.refine((body) => (body.password === undefined) !== (body.passkey === undefined), {
        error: "password-or-passkey",
      }),
    ),
  replies: { 200: z.object({ reauthenticatedUntil: instant }) },
  problems: ["reauthentication.failed", "factor.required", "factor.wrong", "passkey.off", "credentials.wait"],
});

export const session = z.object({
  id: sessionId,
  current: z.boolean(),
  device: z.string(),
  address: z.string(),
  createdAt: instant,
  usedAt: instant,
});

export const listSessions = route({
  method: "GET",
  path: "/api/sessions",
  access: "unlocked",
  summary: "Where one is signed in",
  replies: { 200: z.object({ items: z.array(session), nextCursor: z.null() }) },
});

export const endSession = route({
  method: "DELETE",
  path: "/api/sessions/{id}",
  access: "unlocked",
  summary: "End one session",
  params: z.object({ id: sessionId }),
  replies: { 204: null },
});

export const endOtherSessions = route({
  method: "POST",
  path: "/api/sessions/end-others",
  access: "unlocked",
  summary: "End every session but this one",
  replies: { 204: null },
});

export const forgotPassword = route({
  method: "POST",
  path: "/api/password/forgot",
  access: "anyone",
  summary: "Ask for a reset link; the answer is the same for any address",
  body: z.object({ email }),
  replies: { 202: null },
  problems: ["credentials.wait"],
});

export const resetPassword = route({
  method: "POST",
  path: "/api/password/reset",
  access: "anyone",
  summary: "Set a new password with the token that was mailed",
  body: z.object({ token, password }),
  replies: { 200: z.object({ email: z.string(), vault: vaultMode }) },
  problems: ["link.invalid", "password.refused", "credentials.wait"],
});

export const resetByCode = route({
  method: "POST",
  path: "/api/password/reset-with-code",
  access: "anyone",
  summary: "Set a new password with address and recovery code, without the mailbox",
  body: z.object({ email, recoveryCode, password }),
  replies: { 200: z.object({ email: z.string(), vault: vaultMode }) },
  problems: ["recovery.failed", "password.refused", "credentials.wait"],
});

export const changePassword = route({
  method: "PUT",
  path: "/api/password",
  access: "unlocked",
  reauthenticated: true,
  summary: "Change the password",
  body: z.object({ password }),
  replies: { 204: null },
  problems: ["password.refused", "factor.password-too-short"],
});
