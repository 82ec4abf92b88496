import * as z from "zod/mini";
import { vaultState } from "./accounts.ts";
import { instant, password, recoveryCode, token } from "./fields.ts";
import { passkeyProof } from "./passkey-proof.ts";
import { route } from "./route.ts";

// The vault of the signed-in account: its locks and its recovery kit.

const vaultFacts = z.extend(vaultState, {
  /** Counts the vault keys there have been. */
  epoch: z.int(),
  /** Data keys still sealed under the former vault key; null when none are. */
  rotationLeft: z.nullable(z.int()),
  /** Keys that the last replacement left under the former key, since they or the way to it failed a check; null for none. */
  damagedLeft: z.nullable(z.int()),
  /** Pictures that still wait for new data keys and bytes; null when nobody asked for it. */
  resealLeft: z.nullable(z.int()),
  /** Whether it is time to see that the recovery code still works. */
  rehearsalDue: z.boolean(),
});

const freshProof = {
  /** What gets a keyslot of the new key: the password, or a passkey with its PRF result. */
  password: z.optional(password),
  passkey: z.optional(passkeyProof),
  /** The code of a kit made a moment ago, typed back. */
  recoveryCode,
  /** Also give older pictures new data keys and bytes. */
  resealPictures: z._default(z.boolean(), false),
};

const passwordOrPasskey = z.refine<{ readonly password?: unknown; readonly passkey?: unknown }>(
  (body) => (body.password === undefined) !== (body.passkey === undefined),
  { error: "password-or-passkey" },
);

export const getVault = route({
  method: "GET",
  path: "/api/vault",
  access: "unlocked",
  summary: "The vault's kind, its key's epoch, and what is being re-sealed",
  replies: { 200: vaultFacts },
});

export const updateVault = route({
  method: "PUT",
  path: "/api/vault",
  access: "unlocked",
  reauthenticated: true,
  summary: "Make the vault managed or sealed; sealing also replaces the vault key",
  body: z.discriminatedUnion("mode", [
    z.object({ mode: z.literal("managed") }),
    z.object({ mode: z.literal("sealed"), ...freshProof }).check(passwordOrPasskey),
  ]),
  replies: { 200: vaultFacts },
  problems: [
    "vault-mode.not-offered",
    "vault.kit-mismatch",
    "vault.rotating",
    "vault.key-mismatch",
    "reauthentication.failed",
    "passkey.off",
    "passkey.opens-nothing",
    "credentials.wait",
    "keys.unavailable",
  ],
});

export const rotateVault = route({
  method: "POST",
  path: "/api/vault/rotation",
  access: "unlocked",
  reauthenticated: true,
  summary: "Replace the vault key; every other session and token ends",
  body: z.object(freshProof).check(passwordOrPasskey),
  replies: { 200: vaultFacts },
  problems: [
    "vault.kit-mismatch",
    "vault.rotating",
    "vault.key-mismatch",
    "reauthentication.failed",
    "passkey.off",
    "passkey.opens-nothing",
    "credentials.wait",
    "keys.unavailable",
  ],
});

const startingAgain = z.object({ startsAt: z.nullable(instant) });

export const askToStartAgain = route({
  method: "POST",
  path: "/api/vault/start-again",
  access: "signed-in",
  summary: "For a sealed vault whose every key is lost: after 7 days it is destroyed, and a new one begins",
  replies: { 200: startingAgain },
  problems: ["vault.start-again-refused"],
});

export const getStartAgain = route({
  method: "GET",
  path: "/api/vault/start-again",
  access: "signed-in",
  summary: "When the vault starts again, if it was asked to",
  replies: { 200: startingAgain },
});

export const cancelStartAgain = route({
  method: "POST",
  path: "/api/vault/start-again/cancel",
  access: "anyone",
  summary: "Keep the vault, with the token that was mailed",
  body: z.object({ token }),
  replies: { 204: null },
  problems: ["link.invalid", "credentials.wait"],
});

export const unlockVault = route({
  method: "POST",
  path: "/api/vault/unlock",
  access: "signed-in",
  beforeEnrolment: true,
  summary:
    "Open the vault with a password or a passkey; after a reset also with the recovery code, and the new password beside it",
  body: z.object({
    password: z.optional(password),
    recoveryCode: z.optional(recoveryCode),
    newPassword: z.optional(password),
    passkey: z.optional(passkeyProof),
  }),
  replies: { 200: vaultState },
  problems: [
    "vault.unlock-failed",
    "vault.new-password-required",
    "passkey.off",
    "password.refused",
    "credentials.wait",
    "keys.unavailable",
  ],
});

export const lockVault = route({
  method: "POST",
  path: "/api/vault/lock",
  access: "signed-in",
  beforeEnrolment: true,
  summary: "Lock the vault in this session",
  replies: { 200: vaultState },
});

export const createRecoveryKit = route({
  method: "POST",
  path: "/api/vault/recovery-kit",
  access: "unlocked",
  reauthenticated: true,
  summary: "Make a recovery code; it is shown once and counts when it was typed back",
  replies: { 201: z.object({ recoveryCode: z.string() }) },
});

export const confirmRecoveryKit = route({
  method: "PUT",
  path: "/api/vault/recovery-kit",
  access: "unlocked",
  summary: "Type the recovery code back: that of the kit that waits, or for a rehearsal the one in force",
  body: z.object({ recoveryCode, rehearsal: z._default(z.boolean(), false) }),
  replies: { 200: vaultState },
  problems: ["vault.kit-mismatch", "credentials.wait"],
});
