// A certificate authority of a test's own, by openssl as an operator would use it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

export interface Authority {
  readonly folder: string;
  /** Its certificate, in PEM. */
  readonly certificate: string;
  readonly certificateFile: string;
  /** Writes a certificate for localhost, and its key, to the files of that name; returns where they are. */
  issue(name: string, days?: number): { readonly certFile: string; readonly keyFile: string };
  remove(): void;
}

const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

export function certificateAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), "safelight-ca-"));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: (string | string[])[]): void => {
    execFileSync("openssl", args.flat(), { stdio: ["ignore", "ignore", "pipe"] });
  };
  const extensions = [
    "-addext",
    "basicConstraints=critical,CA:TRUE",
    "-addext",
    "keyUsage=critical,keyCertSign",
  ];
  openssl(
    ["req", "-x509", ...EC, "-days", "2", "-subj", "/CN=An authority for tests", ...extensions],
    ["-keyout", at("ca.key"), "-out", at("ca.pem")],
  );
  writeFileSync(
    at("leaf.ext"),
    "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n",
  );
  return {
    folder,
    certificate: readFileSync(at("ca.pem"), "utf8"),
    certificateFile: at("ca.pem"),
    issue(name, days = 2) {
      const files = { certFile: at(`${name}.pem`), keyFile: at(`${name}.key`) };
      openssl("req", EC, "-subj", `/CN=${name}`, "-keyout", files.keyFile, "-out", at(`${name}.csr`));
      openssl(
        ["x509", "-req", "-in", at(`${name}.csr`), "-days", String(days), "-extfile", at("leaf.ext")],
        ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-out", files.certFile],
      );
      return files;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** This process trusts it besides the authorities that it trusts anyway. */
export function trust(authority: Pick<Authority, "certificate">): void {
  setDefaultCACertificates([...getCACertificates("default"), authority.certificate]);
}
