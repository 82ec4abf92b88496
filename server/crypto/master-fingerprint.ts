import { infoFor } from "./infos.ts";

/** The label whose derive() gives the public fingerprint of a master key. */
export const masterFingerprintLabel = infoFor("master-fingerprint", {});

/** 16 bytes, public. `derived` = derive(version, masterFingerprintLabel). */
export function masterFingerprint(derived: Uint8Array): Buffer {
  return Buffer.from(derived.subarray(0, 16));
}

/** The label whose derive() shows that the key provider answers. */
export const readyLabel = infoFor("ready", {});
