import * as z from "zod/mini";
import { signedIn } from "./accounts.ts";
import { backupCode, instant, recoveryCode, token, totpCode } from "./fields.ts";
import { passkeyProof } from "./passkey-proof.ts";
import { route } from "./route.ts";

// Second factors: an authenticator app's codes (TOTP), backup codes, and the second step of signing in.

const backupCodes = z.array(z.string());

export const getFactors = route({
  method: "GET",
  path: "/api/factors",
  access: "unlocked",
  beforeEnrolment: true,
  summary: "Which second factors the account has",
  replies: {
    200: z.object({
      totp: z.nullable(z.object({ addedAt: instant })),
      backupCodesLeft: z.int(),
      /** Whether this server lets nobody go without a second factor. */
      required: z.boolean(),
    }),
  },
});
export type Factors = z.infer<(typeof getFactors.replies)[200]>;

export const beginTotp = route({
  method: "POST",
  path: "/api/totp",
  access: "unlocked",
  reauthenticated: true,
  beforeEnrolment: true,
  summary: "Make a secret for an authenticator app; it counts once a code of it was typed back",
  replies: {
    201: z.object({
      /** The secret in base32, to type by hand. */
      secret: z.string(),
      /** The same as an otpauth address, for apps. */
      uri: z.string(),
      /** The address as a QR code: the path of its dark modules, in a square of so many units, border included. */
      qr: z.object({ size: z.int(), path: z.string() }),
    }),
  },
});
export type BegunTotp = z.infer<(typeof beginTotp.replies)[201]>;

export const confirmTotp = route({
  method: "PUT",
  path: "/api/totp",
  access: "unlocked",
  reauthenticated: true,
  beforeEnrolment: true,
  summary: "Type a code back: the authenticator counts from now on; ten backup codes, shown once",
  body: z.object({ code: totpCode }),
  replies: { 200: z.object({ backupCodes }) },
  problems: ["factor.wrong", "factor.not-begun", "credentials.wait"],
});

export const removeTotp = route({
  method: "DELETE",
  path: "/api/totp",
  access: "unlocked",
  reauthenticated: true,
  summary: "Remove the authenticator, and the backup codes with it",
  replies: { 204: null },
  problems: ["factor.absent", "factor.password-too-short"],
});

export const renewBackupCodes = route({
  method: "POST",
  path: "/api/totp/backup-codes",
  access: "unlocked",
  reauthenticated: true,
  summary: "Ten new backup codes, shown once; the former ones end",
  replies: { 201: z.object({ backupCodes }) },
  problems: ["factor.absent"],
});

export const finishSession = route({
  method: "POST",
  path: "/api/sessions/factor",
  access: "anyone",
  summary: "Finish a sign-in with a code of the authenticator, a backup code or a passkey",
  body: z
    .object({
      ticket: token,
      totp: z.optional(totpCode),
      backupCode: z.optional(backupCode),
      passkey: z.optional(passkeyProof),
    })
    .check(
      z.refine(
        ({ totp, backupCode: code, passkey }) =>
          [totp, code, passkey].filter((proof) => proof !== undefined).length === 1,
        { error: "one-proof" },
      ),
    ),
  replies: { 201: signedIn },
  problems: ["ticket.invalid", "factor.wrong", "passkey.off", "credentials.wait", "keys.unavailable"],
});

export const replaceLostFactor = route({
  method: "POST",
  path: "/api/sessions/factor/recovery",
  access: "anyone",
  summary: "Finish a sign-in with the recovery code, a day after asking for it; the lost factor is removed",
  body: z.object({ ticket: token, recoveryCode }),
  replies: {
    201: signedIn,
    /** Not yet: the person was told by mail. From then on, for a week, the same call signs in. */
    202: z.object({ state: z.literal("waiting"), usableAt: instant }),
  },
  problems: ["ticket.invalid", "factor.recovery-refused", "credentials.wait"],
});
