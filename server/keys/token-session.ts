// One session at a PKCS#11 token: which master keys it holds, HMAC under one of them, a new one, one set aside. Runs in
// a process of its own (token-child.ts), because each call may block for as long as the vendor's library likes.
import type * as Pkcs11 from "pkcs11js";
import type { TokenAttribute, TokenPlace } from "./pkcs11-uri.ts";
import { KeysAway, KeysRefused, KeyVersionMissing, KeyVersionTaken, PinRefused } from "./provider.ts";

const KEY_BYTES = 32;
const OBJECTS_AT_ONCE = 100;
/** More than a MAC takes: some libraries ask for room to spare. */
const OUTPUT_BYTES = 128;
const RETIRED = "-retired";

export interface TokenSession {
  versions(): number[];
  list(): void;
  /** @throws KeyVersionMissing; KeysAway */
  derive(version: number, label: string): Buffer;
  /** @throws KeyVersionTaken; KeysAway */
  add(version: number): void;
  /** @throws KeyVersionMissing; KeysAway */
  setAside(version: number): string;
}

type Library = typeof Pkcs11;
type Handle = Pkcs11.Handle;

/**
 * @throws KeysAway when the token is not there; KeysRefused for a PIN that is wrong, or a key that could be read out
 */
export function openTokenSession(library: Library, place: TokenPlace, pin: string): TokenSession {
  const token = new library.PKCS11();
  asAway(() => token.load(place.modulePath), "the vendor's library cannot be loaded");
  asAway(
    () => token.C_Initialize({ flags: library.CKF_OS_LOCKING_OK }),
    "the vendor's library does not start",
  );
  const slot = asAway(() => findSlot(token, place), "the token cannot be looked for");
  const session = asAway(
    () => token.C_OpenSession(slot, library.CKF_SERIAL_SESSION),
    "the token opens no session",
  );
  logIn(library, token, session, pin);
  const mechanisms = asAway(() => token.C_GetMechanismList(slot), "the token does not answer");
  if (!mechanisms.includes(library.CKM_SHA256_HMAC)) throw new KeysRefused("the token cannot do HMAC-SHA256");

  let keys: ReadonlyMap<number, Handle> = new Map();
  const labelOf = (version: number): string => `${place.object}-${version}`;
  const list = (): void => {
    keys = asAway(() => findKeys(library, token, session, place.object), "the token does not list its keys");
  };
  /** Writing needs a session of its own: a server that only derives never has one. */
  const writing = <T>(write: (session: Handle) => T): T => {
    const flags = library.CKF_SERIAL_SESSION | library.CKF_RW_SESSION;
    const own = asAway(() => token.C_OpenSession(slot, flags), "the token opens no session for writing");
    try {
      return asAway(() => write(own), "the token refuses to write");
    } finally {
      token.C_CloseSession(own);
    }
  };
  list();
  return {
    versions: () => [...keys.keys()].toSorted((a, b) => a - b),
    list,
    derive(version, label) {
      if (!keys.has(version)) list();
      const key = keys.get(version);
      if (key === undefined) throw new KeyVersionMissing(version);
      const derived = asAway(() => {
        token.C_SignInit(session, { mechanism: library.CKM_SHA256_HMAC }, key);
        const output = Buffer.alloc(OUTPUT_BYTES);
        // Nothing at all is no message to some libraries.
        return label === ""
          ? token.C_SignFinal(session, output)
          : token.C_Sign(session, Buffer.from(label), output);
      }, "the token derives nothing");
      if (derived.length !== KEY_BYTES)
        throw new KeysAway("the token gives another length than HMAC-SHA256 has");
      return Buffer.from(derived);
    },
    add(version) {
      list();
      if (!Number.isSafeInteger(version) || version <= Math.max(0, ...keys.keys())) {
        throw new KeyVersionTaken(version);
      }
      const id = Buffer.alloc(4);
      id.writeUInt32BE(version);
      const template = [
        { type: library.CKA_CLASS, value: library.CKO_SECRET_KEY },
        { type: library.CKA_KEY_TYPE, value: library.CKK_GENERIC_SECRET },
        { type: library.CKA_VALUE_LEN, value: KEY_BYTES },
        { type: library.CKA_LABEL, value: labelOf(version) },
        { type: library.CKA_ID, value: id },
        { type: library.CKA_TOKEN, value: true },
        { type: library.CKA_PRIVATE, value: true },
        { type: library.CKA_SENSITIVE, value: true },
        { type: library.CKA_EXTRACTABLE, value: false },
        { type: library.CKA_SIGN, value: true },
      ];
      const mechanism = { mechanism: library.CKM_GENERIC_SECRET_KEY_GEN };
      writing((own) => token.C_GenerateKey(own, mechanism, template));
      list();
    },
    setAside(version) {
      list();
      const aside = labelOf(version) + RETIRED;
      const key = keys.get(version);
      if (key === undefined) {
        if (findLabelled(library, token, session, aside).length > 0) return aside;
        throw new KeyVersionMissing(version);
      }
      writing((own) => token.C_SetAttributeValue(own, key, [{ type: library.CKA_LABEL, value: aside }]));
      list();
      return aside;
    },
  };
}

function findSlot(token: Pkcs11.PKCS11, { token: wanted }: TokenPlace): Handle {
  const found = token.C_GetSlotList(true).filter((slot) => {
    const { label, manufacturerID, serialNumber, model } = token.C_GetTokenInfo(slot);
    const about = token.C_GetSlotInfo(slot);
    const said: Record<TokenAttribute, string> = {
      token: label,
      manufacturer: manufacturerID,
      serial: serialNumber,
      model,
      "slot-description": about.slotDescription,
      "slot-manufacturer": about.manufacturerID,
      "slot-id": String(slot.length === 8 ? slot.readBigUInt64LE() : slot.readUInt32LE()),
    };
    return Object.entries(wanted).every(([name, value]) => said[name as TokenAttribute].trim() === value);
  });
  if (found.length > 1)
    throw new KeysRefused("several tokens fit the URI: name the one that is meant by its serial");
  const [slot] = found;
  if (slot === undefined) throw new KeysAway("no token that fits the URI is there");
  return slot;
}

function logIn(library: Library, token: Pkcs11.PKCS11, session: Handle, pin: string): void {
  try {
    token.C_Login(session, library.CKU_USER, pin);
  } catch (error) {
    const name = error instanceof Error ? error.message : "";
    if (name === "CKR_USER_ALREADY_LOGGED_IN") return;
    if (name.startsWith("CKR_PIN_")) {
      throw new PinRefused(`the token refuses the PIN (${name}); it is not tried again, since tokens count`);
    }
    throw new KeysAway(`nobody can sign in to the token (${name})`);
  }
}

function findKeys(
  library: Library,
  token: Pkcs11.PKCS11,
  session: Handle,
  object: string,
): ReadonlyMap<number, Handle> {
  const keys = new Map<number, Handle>();
  for (const { label, key } of findSecretKeys(library, token, session)) {
    const version = label.startsWith(`${object}-`) ? label.slice(object.length + 1) : "";
    if (!/^[1-9]\d{0,8}$/.test(version)) continue;
    if (keys.has(Number(version))) throw new KeysRefused(`the token holds two keys called ${label}`);
    refuseUnfit(library, token, session, { label, key });
    keys.set(Number(version), key);
  }
  return keys;
}

function findLabelled(library: Library, token: Pkcs11.PKCS11, session: Handle, label: string): Handle[] {
  const keys = asAway(() => findSecretKeys(library, token, session), "the token does not list its keys");
  return keys.filter((one) => one.label === label).map(({ key }) => key);
}

function findSecretKeys(
  library: Library,
  token: Pkcs11.PKCS11,
  session: Handle,
): { label: string; key: Handle }[] {
  const handles: Handle[] = [];
  token.C_FindObjectsInit(session, [{ type: library.CKA_CLASS, value: library.CKO_SECRET_KEY }]);
  try {
    for (;;) {
      const some = token.C_FindObjects(session, OBJECTS_AT_ONCE);
      if (some.length === 0) break;
      handles.push(...some);
    }
  } finally {
    token.C_FindObjectsFinal(session);
  }
  return handles.map((key) => {
    const [label] = token.C_GetAttributeValue(session, key, [{ type: library.CKA_LABEL }]);
    return { key, label: Buffer.from(label?.value as Buffer).toString("utf8") };
  });
}

/** A key that can be read out is none that an HSM keeps, whatever else is true of it. */
function refuseUnfit(
  library: Library,
  token: Pkcs11.PKCS11,
  session: Handle,
  { label, key }: { label: string; key: Handle },
): void {
  const types = [library.CKA_SENSITIVE, library.CKA_EXTRACTABLE, library.CKA_SIGN];
  const values = token.C_GetAttributeValue(
    session,
    key,
    types.map((type) => ({ type })),
  );
  const [sensitive, extractable, signs] = values.map(({ value }) => (value as Buffer)[0] === 1);
  if (sensitive !== true || extractable !== false) {
    throw new KeysRefused(
      `${label} can be read out of the token: make one that is sensitive and not extractable`,
    );
  }
  if (signs !== true) throw new KeysRefused(`${label} may not be used for HMAC (CKA_SIGN)`);
}

/** What a library throws becomes KeysAway with its code; what is said on purpose stays. */
function asAway<T>(call: () => T, words: string): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof KeysAway || error instanceof KeysRefused) throw error;
    throw new KeysAway(`${words} (${error instanceof Error ? error.message : String(error)})`);
  }
}
