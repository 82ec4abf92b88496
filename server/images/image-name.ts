import type { ImageFormat } from "#contract/instance.ts";
import { LIMITS } from "#contract/limits.ts";

// Names and captions as people give them, made inert; and the file name a download is offered under.

/** Extensions that say what a format is; the first is the one we give. */
const EXTENSIONS: Readonly<Record<ImageFormat, readonly [string, ...string[]]>> = {
  jpeg: ["jpg", "jpeg", "jpe", "jfif"],
  png: ["png", "apng"],
  gif: ["gif"],
  webp: ["webp"],
  avif: ["avif"],
  heic: ["heic", "heif"],
};
const PICTURE_EXTENSION = /\.(?:jpe?g|jpe|jfif|a?png|gif|webp|avif|hei[cf]|tiff?|bmp)$/i;

// Direction overrides and isolates let a name read as another one.
const NEVER_SHOWN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;
// A caption may have lines.
const NEVER_SHOWN_IN_LINES = /(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The beginning of the text that fits, whole characters only. */
function cutAtBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let cut = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}

/** A name to keep: NFC, without controls, at most 255 bytes; "Untitled" with the real extension when nothing is left. */
export function cleanName(name: string, format: ImageFormat): string {
  const shown = name.toWellFormed().normalize("NFC").replace(NEVER_SHOWN, "").trim();
  const cut = cutAtBytes(shown, LIMITS.nameBytes).trim();
  // A name of dots alone means a folder to many programs.
  return /^\.*$/.test(cut) ? `Untitled.${EXTENSIONS[format][0]}` : cut;
}

/** What web servers run. Nobody's camera writes these; a page's extension is harmless here, as none is ever served. */
const PROGRAM_EXTENSION =
  /\.(?:php\d?|phtml?|phps|phar|pht|aspx?|asax|ashx|asmx|cfml?|cfc|jspx?|jspf|cgi|fcgi|pl|py|rb|sh|htaccess)$/i;

/** Whether a web server that goes by names would run a file of that name. */
export function isProgramName(name: string): boolean {
  return PROGRAM_EXTENSION.test(cleanName(name, "jpeg").replace(/[. ]+$/, ""));
}

/** A caption to keep: NFC, without controls but line ends. */
export function cleanCaption(caption: string): string {
  const lines = caption.toWellFormed().normalize("NFC").replace(/\r\n?/g, "\n");
  return lines.replace(NEVER_SHOWN_IN_LINES, "").trim();
}

/** The name of a picture as a file of that format: the extension always says what the bytes are. */
export function fileNameFor(name: string, format: ImageFormat): string {
  const safe = name.replace(/[/\\]/g, "_").replace(/^\.+/, "_");
  const extension = /\.([^.]+)$/.exec(safe)?.[1]?.toLowerCase() ?? "";
  if (EXTENSIONS[format].includes(extension)) return safe;
  const bare = safe.replace(PICTURE_EXTENSION, "");
  return `${bare === "" ? "_" : bare}.${EXTENSIONS[format][0]}`;
}

/**
 * The Content-Disposition header (RFC 6266): a plain name for old programs, and the real one by RFC 8187.
 * Safe because nothing but unreserved letters and %-escapes of the name gets into it.
 */
export function contentDisposition(kind: "inline" | "attachment", fileName: string): string {
  const plain = fileName.replace(/[^\w .()-]/g, "_");
  const exact = encodeURIComponent(fileName).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`;
}
