// The table of contents of a HEIF file: its meta box (ISO/IEC 14496-12, 8.11, and 23008-12), read whole and judged
// elsewhere. What an item is, where its bytes lie, which properties and references it has.

import type { Tally } from "./container.ts";
import { type HeifLocation, readHeifLocations } from "./heif-locations.ts";
import { refuse } from "./image-refused.ts";
import { type Box, boxesIn, type FieldReader, readFields, readFullBox } from "./isobmff-boxes.ts";

export interface HeifItem {
  readonly id: number;
  readonly type: string;
  /** Of `mime` items. */
  readonly contentType: string;
}

export interface HeifReference {
  /** `dimg` derived from, `auxl` belongs to, `thmb` thumbnail of, `cdsc` describes, `prem` is multiplied by. */
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

export interface HeifProperty {
  readonly box: Box;
  /** A decoder that does not know it must not show the item. */
  readonly isEssential: boolean;
}

export interface HeifMeta {
  readonly primary: number;
  readonly items: ReadonlyMap<number, HeifItem>;
  readonly locations: ReadonlyMap<number, HeifLocation>;
  readonly references: readonly HeifReference[];
  /** In the order in which they apply. */
  readonly properties: ReadonlyMap<number, readonly HeifProperty[]>;
  /** The idat box's body. */
  readonly inlineData: Buffer;
}

/** Phones write about a hundred. */
const MAX_ITEMS = 2000;
const MAX_REFERENCED = 4000;
const MAX_PROPERTIES_OF_ITEM = 64;

const malformed = (reason: string): never => refuse("image.malformed", `HEIF: ${reason}`);

function readItem(body: Buffer): HeifItem | null {
  const { version, fields } = readFullBox(body);
  // Older versions know no types of items, and so no pictures.
  if (version !== 2 && version !== 3) return null;
  const id = fields.uint(version === 2 ? 2 : 4);
  const protection = fields.uint(2);
  if (protection !== 0) refuse("image.unsupported", "HEIF: a protected item");
  const type = fields.bytes(4).toString("latin1");
  fields.text();
  return { id, type, contentType: type === "mime" ? fields.text() : "" };
}

function readItems(body: Buffer, tally: Tally): ReadonlyMap<number, HeifItem> {
  const { version, fields } = readFullBox(body);
  const count = fields.uint(version === 0 ? 2 : 4);
  if (count > MAX_ITEMS) refuse("image.too-complex", "HEIF: too many items");
  const items = new Map<number, HeifItem>();
  for (const { type, body: entry } of boxesIn(fields.rest, tally)) {
    const item = type === "infe" ? readItem(entry) : null;
    if (!item) continue;
    if (items.has(item.id)) malformed("two items of one name");
    items.set(item.id, item);
    if (items.size > MAX_ITEMS) refuse("image.too-complex", "HEIF: too many items");
  }
  return items;
}

function readReferences(body: Buffer, tally: Tally): readonly HeifReference[] {
  const { version, fields } = readFullBox(body);
  const idBytes = version === 0 ? 2 : 4;
  const references: HeifReference[] = [];
  let referenced = 0;
  for (const { type, body: entry } of boxesIn(fields.rest, tally)) {
    const reader = readFields(entry);
    const from = reader.uint(idBytes);
    const count = reader.uint(2);
    referenced += count;
    if (referenced > MAX_REFERENCED) refuse("image.too-complex", "HEIF: too many references");
    references.push({ type, from, to: Array.from({ length: count }, () => reader.uint(idBytes)) });
  }
  return references;
}

function readAssociations(
  body: Buffer,
  boxes: readonly Box[],
  into: Map<number, readonly HeifProperty[]>,
  tally: Tally,
): void {
  const { version, flags, fields } = readFullBox(body);
  const count = fields.uint(4);
  for (let entry = 0; entry < count; entry++) {
    tally.part();
    const id = fields.uint(version === 0 ? 2 : 4);
    const length = fields.uint(1);
    if (into.has(id)) malformed("properties of one item in two places");
    if (length > MAX_PROPERTIES_OF_ITEM) refuse("image.too-complex", "HEIF: too many properties");
    into.set(
      id,
      Array.from({ length }, () => readAssociation(fields, (flags & 1) === 1, boxes)).flatMap(
        (one) => one ?? [],
      ),
    );
  }
}

function readAssociation(fields: FieldReader, isWide: boolean, boxes: readonly Box[]): HeifProperty | null {
  const value = fields.uint(isWide ? 2 : 1);
  const index = value & (isWide ? 0x7fff : 0x7f);
  if (index === 0) return null;
  const property = boxes[index - 1] ?? malformed("a property that is not there");
  return { box: property, isEssential: value >> (isWide ? 15 : 7) === 1 };
}

function readProperties(body: Buffer, tally: Tally): ReadonlyMap<number, readonly HeifProperty[]> {
  const properties = new Map<number, readonly HeifProperty[]>();
  let boxes: readonly Box[] | null = null;
  for (const child of boxesIn(body, tally)) {
    if (child.type === "ipco" && !boxes) boxes = [...boxesIn(child.body, tally)];
    else if (child.type === "ipma")
      readAssociations(child.body, boxes ?? malformed("no properties"), properties, tally);
    else malformed("an unknown box among properties");
  }
  return properties;
}

/** Reads the body of a meta box. Throws ImageRefused. */
export function readHeifMeta(body: Buffer, tally: Tally): HeifMeta {
  const children = new Map<string, Buffer>();
  for (const { type, body: child } of boxesIn(readFullBox(body).fields.rest, tally)) {
    if (children.has(type) && type !== "free" && type !== "uuid") malformed("one box twice");
    children.set(type, child);
  }
  const required = (type: string): Buffer =>
    children.get(type) ?? refuse("image.truncated", "HEIF: no list of items");
  if (required("hdlr").toString("latin1", 8, 12) !== "pict")
    refuse("image.unsupported", "HEIF: not a picture");
  const { version, fields } = readFullBox(required("pitm"));
  const references = children.get("iref");
  return {
    primary: fields.uint(version === 0 ? 2 : 4),
    items: readItems(required("iinf"), tally),
    locations: readHeifLocations(required("iloc"), tally),
    references: references ? readReferences(references, tally) : [],
    properties: readProperties(required("iprp"), tally),
    inlineData: children.get("idat") ?? Buffer.alloc(0),
  };
}
