// Judges one source file by the table of rooms in tests/architecture.test.ts: what it imports, where it lies,
// what it is called. Gives faults as sentences; knows nothing of the table's content.

import { basename, dirname, posix } from "node:path";
import type { SourceFile } from "./source-file.ts";

export interface Room {
  /**
   * A folder, or files if it ends in `.ts`; `*` is any part of a name, `<feature>` any of the features, `<part>` any
   * folder. The longest key that fits a file wins; before all others one that begins with `*` and so goes by name.
   */
  readonly room: string;
  /**
   * Rooms, files, packages, `types of` one of them, `like` another row, or one of the phrases below. `<feature>` and `<part>` are those of the
   * importing file, `<any>` is each of them. A file's own room is always allowed.
   */
  readonly mayImport: readonly string[];
}

export const EVERYTHING = "everything";
export const EVERYTHING_ON_THE_SERVER = "everything on the server";
export const BUILT_INS = "node's built-ins";

export interface OnlyHere {
  /** A module, `module name` for one of its exports, or `object.member`; `*` is any part of it. */
  readonly what: readonly string[];
  readonly rooms: readonly string[];
}

export interface House {
  readonly features: readonly string[];
  readonly rooms: readonly Room[];
  /** Modules of node that any room on the server may import. */
  readonly harmless: readonly string[];
  readonly onlyHere: readonly OnlyHere[];
  /** Rooms that the list of OnlyHere leaves alone. */
  readonly exempt: readonly string[];
}

interface Place {
  readonly row: Room;
  /** The key with its placeholders filled in: `server/images/*-store.ts`. */
  readonly key: string;
  readonly filled: Readonly<Record<string, string>>;
}

/** Everything that is wrong with a file; an empty list when nothing is. */
export function faultsOf(house: House, file: SourceFile): readonly string[] {
  const place = placeOf(house, file.path);
  const faults = [...faultsOfName(file)];
  if (file.hasDefaultExport && !file.path.endsWith(".config.ts")) faults.push("has a default export");
  if (file.isBarrel) faults.push("only passes on what others export");
  if (place === null) return [...faults, "lies in no room"].map((fault) => `${file.path} ${fault}`);
  for (const one of file.imports) {
    if (one.specifier === null) {
      if (!isExempt(house, place)) faults.push("imports something computed");
    } else if (!mayImport(house, place, file, one.specifier, one.typeOnly)) {
      faults.push(`may not import ${one.typeOnly ? "types of " : ""}${one.specifier}`);
    }
  }
  for (const use of [...file.members, ...file.importedNames]) {
    if (!isAllowedHere(house, place, file.path, use)) faults.push(`may not use ${use}`);
  }
  return faults.map((fault) => `${file.path} ${fault}`);
}

/** The row that a file falls under; null when it is in no room. */
export function placeOf(house: House, path: string): Place | null {
  const matches = house.rooms.flatMap((row) => {
    const groups = patternOf(house, row.room).exec(path)?.groups;
    return groups === undefined ? [] : [{ row, groups }];
  });
  // A row written for one feature does not say so by a placeholder, but the general row beside it does.
  const filled = Object.fromEntries(matches.flatMap(({ groups }) => Object.entries(groups)));
  const places = matches.map(({ row }) => ({ row, key: fill(row.room, filled), filled }));
  const byName = ({ key }: Place): number => (key.startsWith("*") ? 1 : 0);
  // Of two keys that say the same, the one without a placeholder was written for exactly this place.
  const plain = ({ row }: Place): number => (row.room.includes("<") ? 0 : 1);
  const order = (a: Place, b: Place): number =>
    byName(b) - byName(a) || b.key.length - a.key.length || plain(b) - plain(a);
  return places.toSorted(order)[0] ?? null;
}

/** The table as docs/architecture.md quotes it. */
export function tableOf(house: House): string {
  const lines = house.rooms.map(({ room, mayImport }) => `| ${cell([room])} | ${cell(mayImport)} |`);
  return ["| room | may import |", "|---|---|", ...lines].join("\n");
}

/** The list of what is only here, as docs/architecture.md quotes it. */
export function onlyHereOf(house: House): string {
  return house.onlyHere.map(({ what, rooms }) => `- ${cell(what)}: ${cell(rooms)}`).join("\n");
}

function cell(names: readonly string[]): string {
  const phrases = [EVERYTHING, EVERYTHING_ON_THE_SERVER, BUILT_INS];
  const quote = (name: string): string => {
    if (phrases.includes(name)) return name;
    const [, phrase = "", rest = ""] = /^(types of |like )?(.*)$/.exec(name) ?? [];
    return `${phrase}\`${rest}\``;
  };
  return names.length === 0 ? "nowhere" : names.map(quote).join(", ");
}

function patternOf(house: House, key: string): RegExp {
  const pattern = RegExp.escape(key)
    .replaceAll(RegExp.escape("<feature>"), `(?<feature>${house.features.join("|")})`)
    .replaceAll(RegExp.escape("<part>"), "(?<part>[^/]+)")
    .replaceAll(RegExp.escape("<any>"), "[^/]+")
    .replaceAll(RegExp.escape("*"), "[^/]*");
  // The empty group makes `groups` exist for keys without placeholders.
  const start = key.startsWith("*") ? "(?:^|/)" : "^";
  return new RegExp(`${start}(?<none>)${pattern}${key.endsWith(".ts") ? "$" : "/"}`);
}

function fill(key: string, filled: Readonly<Record<string, string>>): string {
  return key.replaceAll(/<(feature|part)>/g, (placeholder, name: string) => filled[name] ?? placeholder);
}

/** What a row lists, and what the rows list that it is like. */
function allOf(house: House, row: Room): readonly string[] {
  return row.mayImport.flatMap((name) => {
    const other = name.startsWith("like ")
      ? house.rooms.find(({ room }) => room === name.slice(5))
      : undefined;
    return other === undefined ? [name] : allOf(house, other);
  });
}

function allowsAll({ row }: Place): boolean {
  return row.mayImport.includes(EVERYTHING);
}

function mayImport(
  house: House,
  place: Place,
  file: SourceFile,
  specifier: string,
  typeOnly: boolean,
): boolean {
  if (allowsAll(place)) return true;
  const wanted = allOf(house, place.row).map((name) => fill(name, place.filled));
  const target = pathOf(file.path, specifier);
  if (target !== null) return mayImportFile(house, place, wanted, target, typeOnly);
  const module = packageOf(specifier);
  const isJudgedByList = isRegulated(house, module) && !isExempt(house, place);
  if (isJudgedByList) return isAllowedHere(house, place, file.path, module);
  const isOnServer = file.path.startsWith("server/");
  return (
    wanted.includes(module) ||
    (typeOnly && wanted.includes(`types of ${module}`)) ||
    (isOnServer && (house.harmless.includes(module) || wanted.includes(EVERYTHING_ON_THE_SERVER))) ||
    (module.startsWith("node:") && wanted.includes(BUILT_INS))
  );
}

function mayImportFile(
  house: House,
  place: Place,
  wanted: readonly string[],
  target: string,
  typeOnly: boolean,
): boolean {
  const key = placeOf(house, target)?.key;
  if (key === undefined) return false;
  if (key === place.key) return true;
  return wanted.some((name) => {
    if (name === EVERYTHING_ON_THE_SERVER) return /^(server|contract)\//.test(target);
    const room = name.startsWith("types of ") ? name.slice(9) : name;
    if (room !== name && !typeOnly) return false;
    return room === key || room === target || (room.includes("<any>") && patternOf(house, room).test(target));
  });
}

/** The file that a relative or `#contract/` import names, from the root; null for a package. */
function pathOf(importer: string, specifier: string): string | null {
  const withoutQuery = specifier.replace(/\?.*$/, "");
  if (withoutQuery.startsWith("#")) return withoutQuery.slice(1);
  return withoutQuery.startsWith(".") ? posix.join(dirname(importer), withoutQuery) : null;
}

/** `kysely/migration` belongs to `kysely`; modules of node stay whole but for `/promises`. */
function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier.replace(/\/promises$/, "");
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

function isExempt(house: House, { row }: Place): boolean {
  return house.exempt.includes(row.room);
}

function isRegulated(house: House, use: string): boolean {
  return house.onlyHere.some(({ what }) => what.some((name) => fits(name, use)));
}

function isAllowedHere(house: House, place: Place, path: string, use: string): boolean {
  if (isExempt(house, place)) return true;
  const rules = house.onlyHere.filter(({ what }) => what.some((name) => fits(name, use)));
  return rules.every(({ rooms }) => rooms.some((room) => patternOf(house, room).test(path)));
}

function fits(name: string, use: string): boolean {
  return new RegExp(`^${RegExp.escape(name).replaceAll(RegExp.escape("*"), "[^ ]*")}$`).test(use);
}

const DRAWERS = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "shared",
  "misc",
  "lib",
  "types",
  "index",
]);

function* faultsOfName({ path }: Pick<SourceFile, "path">): Generator<string> {
  const [name = "", ...suffixes] = basename(path).split(".");
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) yield "is not named in kebab-case";
  if (![...dirname(path).split("/"), name].every((part) => !DRAWERS.has(part)))
    yield "is a drawer, not a concept";
  if (/(^|-)(service|manager|helper|impl|base)$/.test(name)) yield "is named by what it is not";
  if (!/^((test|pw|config)\.)?(ts|tsx|mjs|cjs)$/.test(suffixes.join("."))) yield "has an unknown ending";
}
