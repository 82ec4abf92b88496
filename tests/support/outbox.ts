// Reads the mails that Safelight leaves in data/outbox when no mail server is set.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Mail {
  /** The bare address, without a name. */
  readonly to: string;
  readonly subject: string;
  /** The plain-text part, decoded. */
  readonly text: string;
  /** The addresses in the text, in order. */
  readonly links: readonly string[];
}

/** The files of the mails in the folder, by name; none without a folder. The names tell no order. */
export async function namesInOutbox(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => name.endsWith(".eml")).sort();
}

/** Every mail in the folder but those files, in no order of time. */
export async function readOutbox(folder: string, but: readonly string[] = []): Promise<readonly Mail[]> {
  const mails = (await namesInOutbox(folder)).filter((name) => !but.includes(name));
  return Promise.all(mails.map(async (name) => parseMail(await readFile(join(folder, name), "utf8"))));
}

/** Understands what a mail of ours can be: one text part, or several of which the first plain one counts. */
export function parseMail(source: string): Mail {
  const { headers, body } = splitMail(source);
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get("content-type") ?? "")?.[1];
  const parts =
    boundary === undefined ? [{ headers, body }] : body.split(`--${boundary}`).slice(1).map(splitMail);
  const plain = parts.find((part) => part.headers.get("content-type")?.startsWith("text/plain") ?? true);
  const text = decode(plain?.body ?? "", plain?.headers.get("content-transfer-encoding") ?? "7bit").trim();
  const to = headers.get("to") ?? "";
  return {
    to: /<([^>]+)>/.exec(to)?.[1] ?? to,
    subject: decodeWords(headers.get("subject") ?? ""),
    text,
    links: text.match(/https?:\/\/\S+/g) ?? [],
  };
}

function splitMail(source: string): { headers: ReadonlyMap<string, string>; body: string } {
  const [head = "", ...rest] = source.trimStart().split(/\r?\n\r?\n/);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { headers: new Map(headers), body: rest.join("\n\n") };
}

function decode(body: string, encoding: string): string {
  if (encoding.toLowerCase() === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding.toLowerCase() !== "quoted-printable") return body;
  return decodeQuoted(body.replaceAll(/=\r?\n/g, ""));
}

function decodeQuoted(text: string): string {
  return text.replaceAll(/(?:=[0-9A-F]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8"),
  );
}

/** RFC 2047 words in a header. */
function decodeWords(header: string): string {
  const joined = header.replaceAll(/\?=\s+=\?/g, "?==?");
  return joined.replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
    kind.toLowerCase() === "b"
      ? Buffer.from(word, "base64").toString("utf8")
      : decodeQuoted(word.replaceAll("_", " ")),
  );
}
