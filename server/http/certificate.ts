import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { certificateEnd } from "../crypto/certificate-end.ts";
import type { Log } from "../rooms.ts";

// The certificate that Safelight serves HTTPS with, when no proxy does: read at the start, and again whenever its
// files hold something else, so that a renewal needs no restart.

/** PEM files: the certificate with those between it and its authority, and its key. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The files cannot be used, in words for the operator. */
export class CertificateRefused extends Error {
  override readonly name = "CertificateRefused";
}

/** Every browser that can show the client speaks TLS 1.3, and in it there is nothing weak to choose. */
const PROTOCOL = { minVersion: "TLSv1.3" } as const;
const LOOK_EVERY_MS = 30_000;

/** @throws CertificateRefused when a file cannot be read, or the two do not belong together */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  const certificate = {
    cert: read(certFile, "SAFELIGHT_TLS_CERT"),
    key: read(keyFile, "SAFELIGHT_TLS_KEY"),
  };
  try {
    createSecureContext({ ...certificate, ...PROTOCOL });
  } catch (cause) {
    throw new CertificateRefused(
      "The files of SAFELIGHT_TLS_CERT and SAFELIGHT_TLS_KEY are no certificate with its own key, in PEM.",
      { cause },
    );
  }
  return certificate;
}

function read(file: string, setting: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CertificateRefused(`The file of ${setting} cannot be read.`, { cause });
  }
}

/** What a server is made with, to serve this certificate. */
export function secureOptions(certificate: Certificate): Certificate & typeof PROTOCOL {
  return { ...certificate, ...PROTOCOL };
}

export interface FollowedCertificate {
  /** Looks at once. New connections get what is there; what cannot be used is said in the log and left alone. */
  look(): void;
  /** When the one that is served ends, in milliseconds since 1970. */
  expiresAt(): number;
  stop(): void;
}

/** Looks at the files twice a minute: renewed ones may be links that now lead elsewhere, which no watcher notices. */
export function followCertificate(
  server: { setSecureContext(options: Certificate): void },
  files: CertificateFiles,
  first: Certificate,
  log: Log,
  everyMs = LOOK_EVERY_MS,
): FollowedCertificate {
  let served = first;
  let refused: string | null = null;

  function look(): void {
    try {
      const found = readCertificate(files);
      refused = null;
      if (found.cert.equals(served.cert) && found.key.equals(served.key)) return;
      server.setSecureContext(secureOptions(found));
      served = found;
      log.info({}, "a renewed certificate is served from now on");
    } catch (error) {
      // Between the writing of its two files a renewal looks like this too: it is said once, and looked at again.
      const reason =
        error instanceof CertificateRefused ? error.message : "The certificate cannot be served.";
      if (refused !== reason)
        log.error({ reason }, "a renewed certificate cannot be used; the old one is served");
      refused = reason;
    }
  }

  const timer = setInterval(look, everyMs).unref();
  return {
    look,
    expiresAt: () => certificateEnd(served.cert),
    stop: () => clearInterval(timer),
  };
}
