import { hmacSha256 } from "./hmac.ts";
import { infoFor } from "./infos.ts";

/** Stands for a value (an address, a network) in a counter or log, 32 bytes. `label` names the use, without "|". */
export function keyedHash(key: Uint8Array, label: string, value: string | Uint8Array): Buffer {
  return hmacSha256(key, `${infoFor("keyed-hash", { label })}\0`, value);
}
