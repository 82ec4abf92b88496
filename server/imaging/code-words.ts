// What gives code away, with its worth in bits: how often random bytes would have to be drawn to spell it.
// Openings begin a piece of code; words only count behind one.

export interface CodeOpening {
  /** In lower case, unless it is exact. */
  readonly text: Buffer;
  readonly isExact: boolean;
  readonly bits: number;
  /** Alone it says so much that plain text behind it counts too; a weak one needs words. */
  readonly isStrong: boolean;
  /** What the byte behind it has to be. */
  readonly next: ((byte: number) => boolean) | null;
}

export interface CodeWord {
  readonly text: Buffer;
  readonly isExact: boolean;
  readonly bits: number;
}

/** From this on an opening is strong. */
const STRONG_BITS = 34;

/** Printable ASCII, tab and line ends. */
export function isText(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
const isTagEnd = (byte: number) => isSpace(byte) || byte === 0x3e || byte === 0x2f;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

function bitsOf(text: string, isExact: boolean): number {
  const letters = isExact ? 0 : text.replace(/[^a-z]/g, "").length;
  return 8 * text.length - letters;
}

function bitsOfNext(next: (byte: number) => boolean): number {
  return 8 - Math.log2(Array.from({ length: 256 }, (_, byte) => byte).filter(next).length);
}

function opening(text: string, next: CodeOpening["next"] = null, isExact = false): CodeOpening {
  const bits = bitsOf(text, isExact) + (next ? bitsOfNext(next) : 0);
  return { text: Buffer.from(text, "latin1"), isExact, bits, isStrong: bits >= STRONG_BITS, next };
}

const exactly = (text: string, next: CodeOpening["next"] = null) => opening(text, next, true);

const TAGS = ["html", "head", "body", "svg", "img", "iframe", "object", "embed", "meta", "form", "input"];

export const CODE_OPENINGS: readonly CodeOpening[] = [
  opening("<?php", isSpace),
  opening("<?="),
  opening("<? "),
  opening("<%@"),
  opening("<%="),
  opening("<%", isSpace),
  opening("<script", isTagEnd),
  opening("</script"),
  opening("<!doctype"),
  opening("<!entity"),
  opening("<?xml", isSpace),
  opening("<jsp:"),
  ...TAGS.map((tag) => opening(`<${tag}`, isTagEnd)),
  exactly("EICAR-STANDARD-ANTIVIRUS-TEST-FILE"),
  exactly("X5O!P%@AP[4\\PZX54(P^)7CC)7}$"),
  exactly("%PDF-1.", isDigit),
  exactly("%PDF-2.", isDigit),
  // ZIP: the record at the end by which an archive is found, and the head of a file in one.
  exactly("PK\x05\x06\0\0\0\0"),
  exactly("PK\x06\x06\x2c\0\0\0"),
  ...["\x0a", "\x14", "\x2d"].flatMap((version) =>
    ["\0", "\x08"].map((method) => exactly(`PK\x03\x04${version}\0\0\0${method}\0`)),
  ),
  exactly("Rar!\x1a\x07\x01\0"),
  exactly("Rar!\x1a\x07\0"),
  exactly("7z\xbc\xaf\x27\x1c\0"),
  exactly("\x7fELF\x01\x01\x01\0"),
  exactly("\x7fELF\x02\x01\x01\0"),
  exactly("This program cannot be run in DOS mode"),
  exactly("#!/bin/"),
  exactly("#!/usr/bin/"),
];

const PHP_AND_ASP = [
  "system(",
  "shell_exec(",
  "base64_decode(",
  "exec(",
  "passthru(",
  "popen(",
  "proc_open(",
  "eval(",
  "assert(",
  "phpinfo(",
  "include",
  "require",
  "file_get_contents(",
  "file_put_contents(",
  "call_user_func",
  "create_function",
  "preg_replace",
  "fopen(",
  "fwrite(",
  "gzinflate(",
  "str_rot13(",
  "array_map(",
  "function",
  "echo ",
  "print",
  "die(",
  "exit(",
  "runtime.",
  "request.",
  "request(",
  "response.",
  "execute(",
  "createobject",
  "language=",
];
const HTML_AND_SCRIPT = [
  "onload=",
  "onerror=",
  "onclick=",
  "onmouse",
  "alert(",
  "confirm(",
  "prompt(",
  "document",
  "window.",
  "location",
  "fetch(",
  "javascript:",
  "xmlhttp",
  "import(",
  "fromcharcode",
  "settimeout(",
  "src=",
  "href=",
  "http:",
  "https:",
  "xmlns",
  "</script",
  "script>",
  "cookie",
];
const SUPERGLOBALS = [
  "$_GET",
  "$_POST",
  "$_REQUEST",
  "$_COOKIE",
  "$_SERVER",
  "$_FILES",
  "$_ENV",
  "$_SESSION",
  "$GLOBALS",
];

export const CODE_WORDS: readonly CodeWord[] = [
  ...[...PHP_AND_ASP, ...HTML_AND_SCRIPT].map((text) => ({ text, isExact: false })),
  // PHP tells these apart by case.
  ...SUPERGLOBALS.flatMap((text) => [`${text}[`, text]).map((text) => ({ text, isExact: true })),
].map(({ text, isExact }) => ({ text: Buffer.from(text, "latin1"), isExact, bits: bitsOf(text, isExact) }));
