// Which of a HEIF file's items are the picture: the primary one, the tiles it is laid out of, and its alpha. Each
// is read down to the size that its codec states, so that no header can promise less than a decoder will meet.

import { type Av1Grain, checkAv1Memory } from "./av1-memory.ts";
import { type CodedPicture, readAv1 } from "./av1-units.ts";
import type { Colour } from "./colour-profile.ts";
import type { Tally } from "./container.ts";
import { startGathering } from "./heif-locations.ts";
import type { HeifMeta } from "./heif-meta.ts";
import {
  type HeifProperties,
  type HeifTurn,
  type KeptProperty,
  readHeifProperties,
} from "./heif-properties.ts";
import { readHevc } from "./hevc-units.ts";
import { checkPixels, type ImageLimits } from "./image-limits.ts";
import { refuse } from "./image-refused.ts";
import { readFields, uint } from "./isobmff-boxes.ts";

export interface HeifPart {
  readonly type: "av01" | "hvc1" | "grid";
  readonly properties: readonly KeptProperty[];
  readonly pieces: readonly Buffer[];
  /** Of AV1; of a grid, its tiles'. */
  readonly grain: Av1Grain | null;
  /** Of a grid, row by row. */
  readonly tiles: readonly HeifPart[];
}

export interface HeifPicture {
  readonly primary: HeifPart;
  readonly alpha: HeifPart | null;
  readonly isPremultiplied: boolean;
  /** As shown: cropped and turned. */
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
  /** The items that were used. */
  readonly used: ReadonlySet<number>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const malformed = (reason: string): never => refuse("image.malformed", `HEIF: ${reason}`);
/** Tiles may stick out of the picture that they make, but not by more than it is large. */
const TILE_AREA_FACTOR = 2;

function shownSize(coded: Size, turns: readonly HeifTurn[]): Size {
  let { width, height } = coded;
  for (const turn of turns) {
    if (turn.kind === "rotate" && turn.quarters % 2 === 1) [width, height] = [height, width];
    if (turn.kind !== "crop") continue;
    if (turn.width < 1 || turn.height < 1 || turn.width > width || turn.height > height)
      malformed("a crop beyond the picture");
    ({ width, height } = turn);
  }
  return { width, height };
}

function readGrid(body: Buffer): Size & { rows: number; columns: number } {
  const fields = readFields(body);
  const [version, flags] = [fields.uint(1), fields.uint(1)];
  if (version !== 0) malformed("an unknown grid");
  const [rows, columns] = [fields.uint(1) + 1, fields.uint(1) + 1];
  const sizeBytes = (flags & 1) === 1 ? 4 : 2;
  return { rows, columns, width: fields.uint(sizeBytes), height: fields.uint(sizeBytes) };
}

function writeGrid({ rows, columns, width, height }: ReturnType<typeof readGrid>): Buffer {
  return Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), uint(4, width), uint(4, height)]);
}

/** Finds and reads the picture. `codec` is the one that the format has. Throws ImageRefused. */
export function readHeifPicture(
  file: Buffer,
  meta: HeifMeta,
  codec: "av01" | "hvc1",
  limits: ImageLimits,
  tally: Tally,
): HeifPicture {
  const gather = startGathering(file, meta.inlineData);
  const used = new Set<number>();

  function propertiesOf(id: number): HeifProperties & { size: Size } {
    const properties = readHeifProperties(meta.properties.get(id) ?? [], limits, tally);
    const size = properties.size ?? malformed("an item without a size");
    checkPixels(limits, size.width, size.height);
    return { ...properties, size };
  }

  function readCoded(id: number, properties: HeifProperties): CodedPicture {
    const bytes = gather(meta.locations.get(id));
    if (codec === "av01") return properties.av1 ? readAv1(bytes, tally) : malformed("no settings of AV1");
    return readHevc(bytes, properties.hevc ?? malformed("no settings of HEVC"), tally);
  }

  /** A coded item whose size is what it says. */
  function readSingle(id: number, properties: HeifProperties & { size: Size }): HeifPart {
    used.add(id);
    const { size, kept, av1 } = properties;
    const coded = readCoded(id, properties);
    if (coded.width !== size.width || coded.height !== size.height) malformed("a picture of another size");
    return { type: codec, properties: kept, pieces: coded.pieces, grain: av1, tiles: [] };
  }

  function readTiled(id: number, { size, kept }: HeifProperties & { size: Size }): HeifPart {
    used.add(id);
    const grid = readGrid(gather(meta.locations.get(id)));
    if (grid.width !== size.width || grid.height !== size.height) malformed("a grid of another size");
    const references = meta.references.filter(({ type, from }) => type === "dimg" && from === id);
    const tileIds = references.length === 1 ? references[0]!.to : malformed("tiles in two places");
    if (tileIds.length !== grid.rows * grid.columns) malformed("number of tiles");
    let first: Size | null = null;
    const tiles = tileIds.map((tileId) => {
      if (used.has(tileId) || meta.items.get(tileId)?.type !== codec) malformed("a tile that is none");
      const properties = propertiesOf(tileId);
      first ??= properties.size;
      if (properties.size.width !== first.width || properties.size.height !== first.height)
        malformed("tiles of two sizes");
      if (properties.turns.length > 0) malformed("a tile that is turned");
      return readSingle(tileId, properties);
    });
    const tile: Size = first ?? malformed("no tile");
    const [allWidth, allHeight] = [tile.width * grid.columns, tile.height * grid.rows];
    if (allWidth < grid.width || allHeight < grid.height) malformed("tiles that do not fill the picture");
    if (allWidth - tile.width >= grid.width || allHeight - tile.height >= grid.height)
      malformed("tiles beyond the picture");
    if (allWidth * allHeight > TILE_AREA_FACTOR * limits.maxPixels)
      refuse("image.too-many-pixels", "HEIF: tiles that stick out too far");
    const grain = tiles[0]?.grain ?? null;
    return { type: "grid", properties: kept, pieces: [writeGrid(grid)], grain, tiles };
  }

  function readPart(id: number, properties: HeifProperties & { size: Size }): HeifPart {
    const type = meta.items.get(id)?.type ?? malformed("a picture that is not listed");
    if (used.has(id)) malformed("a picture within itself");
    if (type === "grid") return readTiled(id, properties);
    if (type !== codec) refuse("image.unsupported", "HEIF: coded in another way");
    return readSingle(id, properties);
  }

  /** The one item that is this picture's alpha. */
  function findAlpha(): { id: number; properties: HeifProperties & { size: Size } } | null {
    for (const { type, from, to } of meta.references) {
      if (type !== "auxl" || !to.includes(meta.primary) || used.has(from) || !meta.items.has(from)) continue;
      const names = meta.properties.get(from)?.filter(({ box }) => box.type === "auxC") ?? [];
      if (!readHeifProperties(names, limits, tally).isAlpha) continue;
      return { id: from, properties: propertiesOf(from) };
    }
    return null;
  }

  const properties = propertiesOf(meta.primary);
  const primary = readPart(meta.primary, properties);
  const found = findAlpha();
  if (
    found &&
    (found.properties.size.width !== properties.size.width ||
      found.properties.size.height !== properties.size.height)
  )
    malformed("alpha of another size");
  const alpha = found && readPart(found.id, found.properties);
  const { width, height } = properties.size;
  if (primary.grain) checkAv1Memory(width * height, primary.grain, alpha?.grain ?? null);
  return {
    primary,
    alpha,
    isPremultiplied: meta.references.some(
      ({ type, from, to }) =>
        type === "prem" && from === meta.primary && found !== null && to.includes(found.id),
    ),
    ...shownSize(properties.size, properties.turns),
    colour: properties.colour,
    used,
  };
}
