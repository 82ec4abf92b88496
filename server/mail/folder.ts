import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { composeMail } from "./compose-mail.ts";
import type { MailMessage, MailTransport } from "./mail.ts";

// For trial use, without a mail server: each mail becomes a file that only the operator reads (0600),
// and its link is printed. Never through the log.

const LINK = /^https?:\/\/\S+$/m;

/** @param print writes one line to the operator's terminal */
export function folderTransport(folder: string, from: string, print: (line: string) => void): MailTransport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "unix" });
  return {
    async send(message: MailMessage, mailId: string) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const composed = await composer.sendMail(composeMail(from, message, mailId));
      const file = await open(join(folder, `${mailId}.eml`), "wx", 0o600);
      try {
        // Safe because `buffer: true` makes the message one Buffer.
        await file.writeFile(composed.message as Buffer);
        await file.sync();
      } finally {
        await file.close();
      }
      const link = LINK.exec(message.text)?.[0];
      print(`Mail for ${message.to}: ${message.subject}${link === undefined ? "" : `\n  ${link}`}`);
    },
    close: () => composer.close(),
  };
}
