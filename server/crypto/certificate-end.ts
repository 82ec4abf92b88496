import { X509Certificate } from "node:crypto";

/** When a certificate in PEM ends, in milliseconds since 1970; of several the first. @throws Error for anything else */
export function certificateEnd(pem: Buffer): number {
  return new X509Certificate(pem).validToDate.getTime();
}
