import * as z from "zod/mini";
import { vaultState } from "./accounts.ts";
import { password, recoveryCode } from "./fields.ts";
import { route } from "./route.ts";

// The vault of the signed-in account: its locks and its recovery kit.

export const unlockVault = route({
  method: "POST",
  path: "/api/vault/unlock",
  access: "signed-in",
  summary: "Open the vault with a password or, after a reset, with the recovery code and the new password",
  body: z.object({
    password: z.optional(password),
    recoveryCode: z.optional(recoveryCode),
    newPassword: z.optional(password),
  }),
  replies: { 200: vaultState },
  problems: ["vault.unlock-failed", "vault.new-password-required", "credentials.wait", "keys.unavailable"],
});

export const lockVault = route({
  method: "POST",
  path: "/api/vault/lock",
  access: "signed-in",
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
  summary: "Type the recovery code back",
  body: z.object({ recoveryCode }),
  replies: { 200: vaultState },
  problems: ["vault.kit-mismatch", "credentials.wait"],
});
