import * as z from "zod/mini";
import { signedIn } from "./accounts.ts";
import { instant, nameOf } from "./fields.ts";
import { LIMITS } from "./limits.ts";
import { clientData, credentialId, passkeyProof, prfResult } from "./passkey-proof.ts";
import { route } from "./route.ts";

// Passkeys: added and kept in the settings, and signed in with. The options are WebAuthn's own, as JSON.

const passkeyName = nameOf(LIMITS.passkeyNameLength);

export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  /** As the authenticator knows it, base64url. */
  credentialId: z.string(),
  /** Whether it opens the vault by itself; others sign in only. */
  opensVault: z.boolean(),
  createdAt: instant,
  usedAt: z.nullable(instant),
});
export type Passkey = z.infer<typeof passkey>;

const descriptor = z.object({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.array(z.string()),
});

/** `first` is base64url here, as WebAuthn's JSON has it. */
const extensions = z.object({ prf: z.object({ eval: z.object({ first: z.string() }) }) });

const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
  timeout: z.int(),
  attestation: z.literal("none"),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
  extensions,
});
export type CreationOptions = z.infer<typeof creationOptions>;

const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal("required"),
  /** Absent: any passkey that the device holds for this host. */
  allowCredentials: z.optional(z.array(descriptor)),
  extensions,
});
export type RequestOptions = z.infer<typeof requestOptions>;

export const listPasskeys = route({
  method: "GET",
  path: "/api/passkeys",
  access: "unlocked",
  beforeEnrolment: true,
  summary: "One's passkeys, newest first",
  replies: { 200: z.object({ items: z.array(passkey), nextCursor: z.null() }) },
});

export const createPasskeyOptions = route({
  method: "POST",
  path: "/api/passkeys/options",
  access: "unlocked",
  reauthenticated: true,
  beforeEnrolment: true,
  summary: "What to make a passkey with; good for five minutes and one passkey",
  replies: { 200: creationOptions },
  problems: ["passkey.off", "passkey.too-many"],
});

export const createPasskey = route({
  method: "POST",
  path: "/api/passkeys",
  access: "unlocked",
  reauthenticated: true,
  beforeEnrolment: true,
  summary: "Add a passkey; with a PRF result it also opens the vault",
  body: z.object({
    name: passkeyName,
    credential: z.object({
      id: credentialId,
      rawId: credentialId,
      type: z.literal("public-key"),
      response: z.object({
        clientDataJSON: clientData,
        attestationObject: z.string().check(z.maxLength(16_384), z.regex(/^[\w-]+$/)),
        transports: z.optional(
          z.array(z.string().check(z.maxLength(32), z.regex(/^[\w-]+$/))).check(z.maxLength(10)),
        ),
      }),
    }),
    prf: z.optional(prfResult),
  }),
  replies: { 201: passkey },
  problems: ["passkey.off", "passkey.not-added", "passkey.too-many"],
});

export const renamePasskey = route({
  method: "PATCH",
  path: "/api/passkeys/{id}",
  access: "unlocked",
  summary: "Call a passkey something else",
  params: z.object({ id: z.string().check(z.maxLength(64)) }),
  body: z.strictObject({ name: passkeyName }),
  replies: { 200: passkey },
});

export const removePasskey = route({
  method: "DELETE",
  path: "/api/passkeys/{id}",
  access: "unlocked",
  reauthenticated: true,
  summary: "Remove a passkey: it neither signs in nor opens the vault any more",
  params: z.object({ id: z.string().check(z.maxLength(64)) }),
  replies: { 204: null },
  problems: ["identity.last", "factor.password-too-short"],
});

export const signInOptions = route({
  method: "POST",
  path: "/api/sessions/passkey/options",
  access: "anyone",
  summary: "A challenge to sign in with whatever passkey the device holds; good for five minutes and one try",
  replies: { 200: requestOptions },
  problems: ["passkey.off", "credentials.wait"],
});

export const signInByPasskey = route({
  method: "POST",
  path: "/api/sessions/passkey",
  access: "anyone",
  summary: "Sign in with a passkey; with its PRF result the vault opens as well",
  body: passkeyProof,
  replies: { 201: signedIn },
  problems: ["passkey.off", "passkey.refused", "credentials.wait", "keys.unavailable"],
});

export const proofOptions = route({
  method: "POST",
  path: "/api/sessions/current/passkey/options",
  access: "signed-in",
  beforeEnrolment: true,
  summary: "A challenge for one's own passkeys, to re-authenticate or to unlock with",
  body: z.strictObject({ purpose: z.enum(["reauthentication", "unlock"]) }),
  replies: { 200: requestOptions },
  problems: ["passkey.off", "passkey.absent"],
});
