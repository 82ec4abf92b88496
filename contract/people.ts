import * as z from "zod/mini";
import { email, instant, listOf, page } from "./fields.ts";
import { accountId } from "./ids.ts";
import { LIMITS } from "./limits.ts";
import { route } from "./route.ts";

// What administrators see and do: accounts and invitations; nothing of anyone's pictures but the space they take.

export const person = z.object({
  id: accountId,
  email: z.string(),
  createdAt: instant,
  /** Null before the first sign-in; to the minute. */
  seenAt: z.nullable(instant),
  usedBytes: z.int(),
  /** Of its own; null: the instance's default holds. */
  quotaBytes: z.nullable(z.int()),
  disabledAt: z.nullable(instant),
  administrator: z.boolean(),
  /** When it will be deleted, as its owner asked. */
  deletionAt: z.nullable(instant),
});
export type Person = z.infer<typeof person>;

export const listPeople = route({
  method: "GET",
  path: "/api/admin/accounts",
  access: "administrator",
  summary: "All accounts, newest first",
  query: z.object(page),
  replies: { 200: listOf(person) },
});

export const updatePerson = route({
  method: "PATCH",
  path: "/api/admin/accounts/{id}",
  access: "administrator",
  reauthenticated: true,
  summary: "Disable or enable an account, make or unmake it an administrator, set its space",
  params: z.object({ id: accountId }),
  body: z.strictObject({
    disabled: z.optional(z.boolean()),
    administrator: z.optional(z.boolean()),
    /** In bytes; null for the instance's default. */
    quotaBytes: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  }),
  replies: { 200: person },
  problems: ["administrator.last"],
});

export const invitation = z.object({
  id: z.string(),
  /** Where it was mailed to; null for a link that was handed over. */
  email: z.nullable(z.string()),
  /** The administrator's address; null when it was made on the server's command line. */
  invitedBy: z.nullable(z.string()),
  createdAt: instant,
  expiresAt: instant,
});
export type Invitation = z.infer<typeof invitation>;

export const listInvitations = route({
  method: "GET",
  path: "/api/admin/invitations",
  access: "administrator",
  summary: "Invitations that can still be used, newest first",
  replies: { 200: z.object({ items: z.array(invitation), nextCursor: z.null() }) },
});

export const createInvitation = route({
  method: "POST",
  path: "/api/admin/invitations",
  access: "administrator",
  summary: "Invite somebody: by mail, which also confirms the address, or by a link that is shown once",
  body: z.strictObject({
    email: z.optional(email),
    expiresInDays: z._default(z.int().check(z.minimum(1), z.maximum(LIMITS.invitationDays)), 7),
  }),
  replies: {
    201: z.object({
      invitation,
      /** Null when it was mailed: whoever reads that mailbox, and nobody else, has the link. */
      link: z.nullable(z.string()),
    }),
  },
  problems: ["account.exists", "invitation.too-many"],
});

export const revokeInvitation = route({
  method: "DELETE",
  path: "/api/admin/invitations/{id}",
  access: "administrator",
  summary: "Take an invitation back",
  params: z.object({ id: z.string().check(z.maxLength(64)) }),
  replies: { 204: null },
});
