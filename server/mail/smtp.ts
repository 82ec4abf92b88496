import { createTransport } from "nodemailer";
import type { MailTransport } from "./mail.ts";

const MILLISECONDS_TO_CONNECT = 10_000;

/**
 * Sends through a mail server. `smtp://` insists on STARTTLS and `smtps://` on TLS; the certificate is checked.
 * A server on this machine may go without.
 */
export function smtpTransport(server: string, from: string): MailTransport {
  const url = new URL(server);
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const transport = createTransport({
    host: url.hostname.replaceAll(/[[\]]/g, ""),
    port: Number(url.port) || (url.protocol === "smtps:" ? 465 : 587),
    secure: url.protocol === "smtps:",
    requireTLS: url.protocol === "smtp:" && !local,
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
    async send(message) {
      await transport.sendMail({ from, ...message });
    },
    close: () => transport.close(),
  };
}
