import type { MailMessage } from "./mail.ts";

// The HTML part of a mail, made of its text: paragraphs, and a button for the link that stands on a line of its
// own. Inline styles alone, no image, nothing that is fetched from anywhere.

const GROUND = "#0f0c0b";
const SURFACE = "#181311";
const LINE = "#342924";
const INK = "#f6ede7";
const FAINT = "#a29187";
const ACCENT = "#ff7347";
const ON_ACCENT = "#1e0a04";
const LINK = "#ff9a75";
const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 18px;font-size:16px;line-height:1.55;color:${INK}">${escaped(text).replaceAll("\n", "<br>")}</p>`;
}

/** The whole address is shown as well: people may see where they are going before they go. */
function button(url: string, label: string): string {
  const href = escaped(url);
  return `<p style="margin:26px 0 12px"><a href="${href}" style="display:inline-block;padding:13px 22px;border-radius:10px;background:${ACCENT};color:${ON_ACCENT};font-size:16px;font-weight:600;text-decoration:none">${escaped(label)}</a></p><p style="margin:0 0 22px;font-size:13px;line-height:1.5;word-break:break-all"><a href="${href}" style="color:${LINK}">${href}</a></p>`;
}

/** The HTML of a mail whose text has paragraphs, a link alone on a line, and a footer after a dash. */
export function htmlOf(message: MailMessage): string {
  const parts = message.text.split(/\n{2,}/).map((part) => part.trim());
  const body: string[] = [];
  let footer = "";
  for (const part of parts) {
    if (part === "") continue;
    if (part.startsWith("—\n")) footer = part.slice(2);
    else if (/^https?:\/\/\S+$/.test(part)) body.push(button(part, message.action ?? part));
    else body.push(paragraph(part));
  }
  return `<!doctype html><html lang="${escaped(message.language ?? "en")}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="dark"><meta name="supported-color-schemes" content="dark"><title>${escaped(message.subject)}</title></head><body style="margin:0;padding:0;background:${GROUND};font-family:${FONT}"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:${GROUND}"><tr><td align="center" style="padding:32px 16px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr><td style="padding:0 4px 18px;font-size:15px;font-weight:600;letter-spacing:.02em;color:${INK}"><span style="color:${ACCENT}">●</span>&nbsp; Safelight</td></tr><tr><td style="padding:30px 28px 14px;background:${SURFACE};border:1px solid ${LINE};border-radius:16px"><h1 style="margin:0 0 20px;font-size:21px;line-height:1.3;font-weight:600;color:${INK}">${escaped(message.subject)}</h1>${body.join("")}</td></tr><tr><td style="padding:18px 4px 0;font-size:13px;line-height:1.5;color:${FAINT}">${escaped(footer)}</td></tr></table></td></tr></table></body></html>`;
}
