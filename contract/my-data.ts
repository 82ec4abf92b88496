import * as z from "zod/mini";
import { account } from "./accounts.ts";
import { email, instant, token } from "./fields.ts";
import { accountId } from "./ids.ts";
import { deletionReceipt } from "./images.ts";
import { route } from "./route.ts";

// What is one's own: taking everything along, going to another address, deleting the account.

export const accountReceipt = z.extend(deletionReceipt, { accountId });
export type AccountReceipt = z.infer<typeof accountReceipt>;

export const deleteAccount = route({
  method: "DELETE",
  path: "/api/account",
  access: "unlocked",
  reauthenticated: true,
  summary: "Delete one's account with everything in it: in seven days, or with `now` at once",
  body: z.optional(z.strictObject({ now: z.optional(z.boolean()) })),
  replies: {
    /** Asked for: until then it can be kept, in the settings or by a link that was mailed. */
    202: z.object({ deletionAt: instant }),
    /** Done; the session is over. */
    200: accountReceipt,
  },
  problems: ["administrator.last"],
});

export const keepAccount = route({
  method: "DELETE",
  path: "/api/account/deletion",
  access: "unlocked",
  summary: "Keep one's account after all",
  replies: { 200: account },
  problems: ["account.not-leaving"],
});

export const keepAccountByLink = route({
  method: "POST",
  path: "/api/account/keep",
  access: "anyone",
  summary: "Keep an account after all, with the link that was mailed when its deletion was asked for",
  body: z.object({ token }),
  replies: { 200: z.object({ email: z.string() }) },
  problems: ["link.invalid", "credentials.wait"],
});

export const createExport = route({
  method: "POST",
  path: "/api/exports",
  access: "unlocked",
  reauthenticated: true,
  summary:
    "Prepare an archive of everything one has; it can be fetched for a quarter of an hour, in this session",
  replies: {
    201: z.object({
      id: z.string(),
      images: z.int(),
      /** Of the pictures; the archive is a little larger. */
      sizeBytes: z.int(),
      expiresAt: instant,
    }),
  },
});

export const getExport = route({
  method: "GET",
  path: "/api/exports/{id}",
  access: "unlocked",
  summary: "The archive: clean originals and a file with all their details",
  params: z.object({ id: z.string().check(z.maxLength(400)) }),
  replies: { bytes: "application/zip" },
  problems: ["export.running"],
});

export const changeAddress = route({
  method: "PUT",
  path: "/api/email",
  access: "unlocked",
  reauthenticated: true,
  summary: "Ask for another address; the answer is the same whether or not it is known here",
  body: z.object({ email }),
  replies: {
    202: z.object({
      /** The earliest time it changes, once confirmed. */
      effectiveAt: instant,
    }),
  },
  problems: ["credentials.wait"],
});

export const getAddressChange = route({
  method: "GET",
  path: "/api/email",
  access: "unlocked",
  summary: "The address that waits, if one does",
  replies: {
    200: z.object({
      pending: z.nullable(
        z.object({ email: z.string(), confirmed: z.boolean(), effectiveAt: instant, expiresAt: instant }),
      ),
    }),
  },
});

export const cancelAddressChange = route({
  method: "DELETE",
  path: "/api/email",
  access: "unlocked",
  summary: "Stay with the present address",
  replies: { 204: null },
});

export const confirmAddress = route({
  method: "POST",
  path: "/api/email/confirm",
  access: "anyone",
  summary: "Confirm a new address with the link that was mailed to it",
  body: z.object({ token }),
  replies: {
    200: z.object({
      email: z.string(),
      /** When it takes effect; in the past when it has. */
      effectiveAt: instant,
    }),
  },
  problems: ["link.invalid", "credentials.wait"],
});

export const keepAddress = route({
  method: "POST",
  path: "/api/email/keep",
  access: "anyone",
  summary: "Stay with the present address, with the link that was mailed to it",
  body: z.object({ token }),
  replies: { 200: z.object({ email: z.string() }) },
  problems: ["link.invalid", "credentials.wait"],
});
