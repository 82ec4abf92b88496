import { createTransport } from "nodemailer";
import { composeMail } from "./compose-mail.ts";
import { type MailTransport, RecipientRefused } from "./mail.ts";

const MILLISECONDS_TO_CONNECT = 10_000;

/** Answers that mean the address itself, not the server's mood: SMTP's 5xx to RCPT TO. */
function isRefusedForGood(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "EENVELOPE" &&
    "responseCode" in error &&
    typeof error.responseCode === "number" &&
    error.responseCode >= 500
  );
}

/**
 * Sends through a mail server. `smtp://` insists on STARTTLS and `smtps://` on TLS; the certificate is checked.
 * With a server on this machine `smtp://` stays plain: nothing leaves the machine, and its certificate is rarely
 * anybody's.
 * @param trusted PEM certificates that are trusted instead of the system's
 */
export function smtpTransport(server: string, from: string, trusted?: string): MailTransport {
  const url = new URL(server);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isWrapped = url.protocol === "smtps:";
  const transport = createTransport({
    host: url.hostname.replaceAll(/[[\]]/g, ""),
    port: Number(url.port) || (isWrapped ? 465 : 587),
    secure: isWrapped,
    requireTLS: !isWrapped && !isLocal,
    ignoreTLS: !isWrapped && isLocal,
    tls: { minVersion: "TLSv1.2", ...(trusted === undefined ? {} : { ca: trusted }) },
    ...(url.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: MILLISECONDS_TO_CONNECT,
    greetingTimeout: MILLISECONDS_TO_CONNECT,
    socketTimeout: 3 * MILLISECONDS_TO_CONNECT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message, mailId) {
      try {
        await transport.sendMail(composeMail(from, message, mailId));
      } catch (cause) {
        if (isRefusedForGood(cause)) throw new RecipientRefused("the address is refused", { cause });
        throw cause;
      }
    },
    close: () => transport.close(),
  };
}
