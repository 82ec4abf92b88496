import * as z from "zod/mini";

// What a passkey answers with, as WebAuthn's JSON has it. Extension results are not taken along: the one that
// matters, the PRF's, travels beside it, so that it cannot end up where the rest does.

/** Base64url without padding, of at most so many letters. */
const base64url = (most: number) => z.string().check(z.maxLength(most), z.regex(/^[\w-]+$/));

export const credentialId = base64url(1400);
export const clientData = base64url(4096);

/** The 32 bytes that a passkey's PRF gave; they open the passkey's keyslot. */
export const prfResult = z.string().check(z.regex(/^[\w-]{43}$/));

/** An answer to a challenge: the passkey is there, and so is its person. */
const assertion = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: clientData,
    authenticatorData: base64url(4096),
    signature: base64url(4096),
    /** Whose passkey it says it is: the account's id. */
    userHandle: z.optional(base64url(128)),
  }),
});
export type Assertion = z.infer<typeof assertion>;

export const passkeyProof = z.object({ credential: assertion, prf: z.optional(prfResult) });
export type PasskeyProof = z.infer<typeof passkeyProof>;
