// A real mail server in this process, which keeps what it is given. Its certificate is made for the run, for an
// address of this machine that Safelight does not take for its own.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** Part of 127.0.0.0/8, so it needs no set-up, and not one of the names that stand for "this machine". */
export const MAIL_HOST = "127.0.0.2";
export const MAIL_USER = "safelight";
export const MAIL_PASSWORD = "harbour";

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly from: string;
  readonly isEncrypted: boolean;
  readonly source: string;
}

export interface MailServer {
  readonly port: number;
  /** The certificate, to be trusted. */
  readonly certificate: string;
  readonly received: readonly ReceivedMail[];
  /** Commands that came in the clear, in upper case. */
  readonly overheard: readonly string[];
  stop(): Promise<void>;
}

interface Options {
  readonly port?: number;
  readonly host?: string;
  /** Speaks no STARTTLS. */
  readonly isPlain?: boolean;
  readonly isWrapped?: boolean;
  /** Addresses it refuses for good. */
  readonly refused?: readonly string[];
  readonly certificate?: Certificate;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export function makeCertificate(host = MAIL_HOST): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "safelight-mail-"));
  try {
    const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
    const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=IP:${host}`];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    execFileSync("openssl", ["req", "-x509", ...curve, ...files, "-days", "2", ...subject], {
      stdio: "ignore",
    });
    return {
      key: readFileSync(join(folder, "key.pem"), "utf8"),
      cert: readFileSync(join(folder, "cert.pem"), "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Starts one; it asks for a user and a password unless it is plain. */
export async function startMailServer(options: Options = {}): Promise<MailServer> {
  const certificate = options.certificate ?? makeCertificate();
  const received: ReceivedMail[] = [];
  const overheard: string[] = [];
  const isPlain = options.isPlain === true;
  const settings: SMTPServerOptions = {
    key: certificate.key,
    cert: certificate.cert,
    secure: options.isWrapped === true,
    authOptional: isPlain,
    authMethods: ["PLAIN", "LOGIN"],
    disabledCommands: isPlain ? ["STARTTLS", "AUTH"] : [],
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === MAIL_USER && auth.password === MAIL_PASSWORD
        ? done(null, { user: MAIL_USER })
        : done(new Error("wrong user or password")),
    onMailFrom: (_address, session, done) => {
      if (!session.secure) overheard.push("MAIL FROM");
      done();
    },
    onRcptTo: (address, _session, done) => {
      if (!(options.refused ?? []).includes(address.address)) return done();
      done(Object.assign(new Error("no such mailbox"), { responseCode: 550 }));
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          to: rcptTo.map((one) => one.address),
          from: mailFrom === false ? "" : mailFrom.address,
          isEncrypted: session.secure,
          source: Buffer.concat(pieces).toString("utf8"),
        });
        done();
      });
    },
  };
  const server = new SMTPServer(settings);
  // A client that refuses the certificate hangs up: that is what is tested.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, options.host ?? MAIL_HOST, () => resolve());
  });
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    certificate: certificate.cert,
    received,
    overheard,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
