// A passkey in software, as WebAuthn Level 3 has it: ES256, discoverable, no attestation, PRF by HMAC. It signs what
// a browser would pass on; what a cheat would change can be changed.

import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { CreationOptions, RequestOptions } from "#contract/passkeys.ts";

/** What differs from an honest answer. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly isVerified?: boolean;
  readonly isPresent?: boolean;
  /** The count that the answer shows; kept from then on. */
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly signature?: Buffer;
  /** Another attestation in place of none. */
  readonly attestation?: { readonly format: string; readonly statement: Readonly<Record<string, Cbor>> };
}

/** A JSON answer of a browser, and the PRF's result beside it. */
export interface Answer<C> {
  readonly credential: C;
  readonly prf?: string;
}

interface CreatedCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: { clientDataJSON: string; attestationObject: string; transports: string[] };
}

interface SignedCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string;
  };
}

export interface SoftwarePasskey {
  readonly id: string;
  /** Counts up with each answer; 0 for ever where the authenticator does not count. */
  counter: number;
  answer(options: RequestOptions, deviation?: Deviation): Answer<SignedCredential>;
}

export interface SoftwareAuthenticator {
  create(
    options: CreationOptions,
    deviation?: Deviation,
  ): { passkey: SoftwarePasskey; answer: Answer<CreatedCredential> };
}

export type Cbor = number | string | Buffer | readonly Cbor[] | ReadonlyMap<Cbor, Cbor>;

/** @param options `prf` "none": there is no PRF; "later": creation gives no result, answers do; "at-once": both do. */
export function softwareAuthenticator(
  origin: string,
  options: { readonly prf?: "none" | "later" | "at-once"; readonly counts?: boolean } = {},
): SoftwareAuthenticator {
  const { prf: ability = "at-once", counts = true } = options;
  return {
    create(asked, deviation = {}) {
      const id = randomBytes(32);
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const secret = randomBytes(32);
      const prfOf = (salt: string): string =>
        createHmac("sha256", secret)
          .update(
            createHash("sha256").update("WebAuthn PRF\0").update(Buffer.from(salt, "base64url")).digest(),
          )
          .digest("base64url");
      const client = clientDataOf("webauthn.create", asked.challenge, origin, deviation);
      const attested = Buffer.concat([Buffer.alloc(16), lengthOf(id), id, coseOf(publicKey)]);
      const data = authenticatorData(deviation.rpId ?? asked.rp.id, counts ? 1 : 0, deviation, attested);
      const { format, statement } = deviation.attestation ?? { format: "none", statement: {} };
      const attestation = encodeCbor(
        new Map<Cbor, Cbor>([
          ["fmt", format],
          ["attStmt", new Map<Cbor, Cbor>(Object.entries(statement))],
          ["authData", data],
        ]),
      );
      const name = id.toString("base64url");
      const owner = asked.user.id;
      const passkey: SoftwarePasskey = {
        id: name,
        counter: counts ? 1 : 0,
        answer(wanted, changed = {}) {
          if (changed.counter !== undefined) passkey.counter = changed.counter;
          else if (counts) passkey.counter += 1;
          const signedClient = clientDataOf("webauthn.get", wanted.challenge, origin, changed);
          const signedData = authenticatorData(changed.rpId ?? wanted.rpId, passkey.counter, changed);
          const userHandle = changed.userHandle === undefined ? owner : changed.userHandle;
          return {
            credential: {
              id: name,
              rawId: name,
              type: "public-key",
              response: {
                clientDataJSON: signedClient.toString("base64url"),
                authenticatorData: signedData.toString("base64url"),
                signature: (changed.signature ?? signatureOf(privateKey, signedData, signedClient)).toString(
                  "base64url",
                ),
                ...(userHandle === null ? {} : { userHandle }),
              },
            },
            ...(ability === "none" ? {} : { prf: prfOf(wanted.extensions.prf.eval.first) }),
          };
        },
      };
      return {
        passkey,
        answer: {
          credential: {
            id: name,
            rawId: name,
            type: "public-key",
            response: {
              clientDataJSON: client.toString("base64url"),
              attestationObject: attestation.toString("base64url"),
              transports: ["internal"],
            },
          },
          ...(ability === "at-once" ? { prf: prfOf(asked.extensions.prf.eval.first) } : {}),
        },
      };
    },
  };
}

function clientDataOf(type: string, challenge: string, origin: string, deviation: Deviation): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: deviation.type ?? type,
      challenge: deviation.challenge ?? challenge,
      origin: deviation.origin ?? origin,
      crossOrigin: deviation.crossOrigin ?? false,
    }),
  );
}

/** https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data */
function authenticatorData(rpId: string, counter: number, deviation: Deviation, attested?: Buffer): Buffer {
  const flags =
    (deviation.isPresent === false ? 0 : 0x01) |
    (deviation.isVerified === false ? 0 : 0x04) |
    (attested === undefined ? 0 : 0x40);
  const head = Buffer.alloc(37);
  createHash("sha256").update(rpId).digest().copy(head);
  head[32] = flags;
  head.writeUInt32BE(counter, 33);
  return attested === undefined ? head : Buffer.concat([head, attested]);
}

function signatureOf(key: KeyObject, data: Buffer, client: Buffer): Buffer {
  return sign("sha256", Buffer.concat([data, createHash("sha256").update(client).digest()]), key);
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}

/** EC2, ES256, P-256, as RFC 9052 has it. */
function coseOf(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" }) as { x?: string; y?: string };
  return encodeCbor(
    new Map<Cbor, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]),
  );
}

/** As much of RFC 8949 as attestation objects are made of. */
function encodeCbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return Buffer.concat([cborHead(3, text.length), text]);
  }
  if (Buffer.isBuffer(value)) return Buffer.concat([cborHead(2, value.length), value]);
  if (value instanceof Map) {
    const parts = [...(value as ReadonlyMap<Cbor, Cbor>)].flatMap(([key, one]) => [
      encodeCbor(key),
      encodeCbor(one),
    ]);
    return Buffer.concat([cborHead(5, value.size), ...parts]);
  }
  const list = value as readonly Cbor[];
  return Buffer.concat([cborHead(4, list.length), ...list.map(encodeCbor)]);
}

function cborHead(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}
