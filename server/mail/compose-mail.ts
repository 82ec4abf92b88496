import type { SendMailOptions } from "nodemailer";
import type { MailMessage } from "./mail.ts";
import { htmlOf } from "./mail-html.ts";

/** A mail as nodemailer takes it: text and HTML. The same mail sent twice has one id, so that it can be told. */
export function composeMail(from: string, message: MailMessage, mailId: string): SendMailOptions {
  const host = /@([\w.-]+)/.exec(from)?.[1] ?? "safelight";
  return {
    from,
    to: message.to,
    subject: message.subject,
    text: message.text,
    html: htmlOf(message),
    messageId: `<${mailId}@${host}>`,
    // RFC 3834: keeps holiday notices from answering.
    headers: { "Auto-Submitted": "auto-generated" },
  };
}
