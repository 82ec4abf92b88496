import {
  type AuthenticationResponseJSON,
  base64URLStringToBuffer,
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  bufferToBase64URLString,
  sendSignal,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";
import type { PasskeyProof } from "#contract/passkey-proof.ts";
import type { CreationOptions, createPasskey, RequestOptions } from "#contract/passkeys.ts";
import type { BodyOf } from "#contract/route.ts";

// What the browser does with a passkey. The PRF's result opens the vault: it is taken out of the answer at once,
// and kept nowhere but in what is sent.

export type CeremonyFaultKind = "cancelled" | "replaced" | "known" | "unfit" | "unavailable";

/** The browser, the device or the person did not go along. */
export class CeremonyFault extends Error {
  override readonly name = "CeremonyFault";
  readonly kind: CeremonyFaultKind;
  constructor(kind: CeremonyFaultKind, cause: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

export function knowsPasskeys(): boolean {
  return browserSupportsWebAuthn();
}

/** Whether the browser offers passkeys where an address is typed. */
export function offersPasskeysInFields(): Promise<boolean> {
  return browserSupportsWebAuthnAutofill();
}

/** Ends what waits for a passkey, if anything does. */
export function stopWaiting(): void {
  WebAuthnAbortService.cancelCeremony();
}

export interface MadePasskey {
  readonly made: Pick<BodyOf<typeof createPasskey>, "credential" | "prf">;
  /** The passkey can give a PRF result, though making it gave none. */
  readonly answersLater: boolean;
}

/** Makes a passkey. @throws CeremonyFault */
export async function makePasskey(options: CreationOptions): Promise<MadePasskey> {
  return await explained(async () => {
    const { id, rawId, response, clientExtensionResults } = await startRegistration({
      optionsJSON: { ...options, extensions: bufferedExtensions(options) },
    });
    const { clientDataJSON, attestationObject, transports } = response;
    const prf = prfOf(clientExtensionResults);
    return {
      made: {
        credential: {
          id,
          rawId,
          type: "public-key",
          response: { clientDataJSON, attestationObject, ...(transports && { transports }) },
        },
        ...(prf !== null && { prf }),
      },
      answersLater: prf === null && clientExtensionResults.prf?.enabled === true,
    };
  });
}

/**
 * Answers a challenge with a passkey. With `inField` the browser offers it where the address is typed, and this
 * waits for as long as that takes.
 * @throws CeremonyFault
 */
export async function answerChallenge(
  options: RequestOptions,
  { inField = false } = {},
): Promise<PasskeyProof> {
  return await explained(async () => {
    const { allowCredentials, ...rest } = options;
    const { id, rawId, response, clientExtensionResults } = await startAuthentication({
      optionsJSON: {
        ...rest,
        ...(allowCredentials && { allowCredentials }),
        extensions: bufferedExtensions(options),
      },
      useBrowserAutofill: inField,
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = response;
    const prf = prfOf(clientExtensionResults);
    return {
      credential: {
        id,
        rawId,
        type: "public-key",
        response: { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) },
      },
      ...(prf !== null && { prf }),
    };
  });
}

/** Tells the device that a passkey is of no use any more; those that do not listen go on offering it. */
export function forgetPasskey(credentialId: string): void {
  const rpID = window.location.hostname;
  void sendSignal({ signalName: "unknownCredential", rpID, credentialID: credentialId }).catch(
    () => undefined,
  );
}

/** The library passes extensions on as they are, and browsers want bytes. */
function bufferedExtensions({ extensions }: Pick<RequestOptions, "extensions">) {
  return { prf: { eval: { first: base64URLStringToBuffer(extensions.prf.eval.first) } } };
}

function prfOf({ prf }: AuthenticationResponseJSON["clientExtensionResults"]): string | null {
  const first = prf?.results?.first;
  if (first === undefined) return null;
  const bytes = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
    : new Uint8Array(first);
  return bytes.length === 32 ? bufferToBase64URLString(new Uint8Array(bytes).buffer) : null;
}

async function explained<T>(ceremony: () => Promise<T>): Promise<T> {
  try {
    return await ceremony();
  } catch (error) {
    throw new CeremonyFault(kindOf(error instanceof Error ? error.name : ""), error);
  }
}

/** By the names of DOMException, which the library keeps. */
function kindOf(name: string): CeremonyFaultKind {
  switch (name) {
    case "NotAllowedError":
      return "cancelled";
    case "AbortError":
      return "replaced";
    case "InvalidStateError":
      return "known";
    case "ConstraintError":
    case "NotSupportedError":
      return "unfit";
    default:
      return "unavailable";
  }
}
