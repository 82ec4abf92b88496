// Writes a HEIF or AVIF file of nothing but a picture: items numbered from 1, every property once, the bytes of all
// items behind one another. The same picture always comes out as the same bytes.

import type { HeifPart, HeifPicture } from "./heif-picture.ts";
import { box, fullBox, uint } from "./isobmff-boxes.ts";

interface LaidItem {
  readonly id: number;
  readonly part: HeifPart;
  readonly isHidden: boolean;
}

const word = (name: string) => Buffer.from(name, "latin1");

function reference(type: string, from: number, to: readonly number[]): Buffer {
  return box(type, uint(2, from), uint(2, to.length), ...to.map((id) => uint(2, id)));
}

/** Properties, each once, and which items have which. */
function propertyBoxes(items: readonly LaidItem[], reader: "decoder" | "original"): Buffer {
  const all: Buffer[] = [];
  const indices = new Map<string, number>();
  const indexOf = (bytes: Buffer): number => {
    const name = bytes.toString("latin1");
    const known = indices.get(name);
    if (known !== undefined) return known;
    indices.set(name, all.push(bytes));
    return all.length;
  };
  const associations = items.flatMap(({ id, part }) => {
    const own = part.properties.filter(({ isForDecoderOnly }) => !isForDecoderOnly || reader === "decoder");
    const marks = own.map(({ bytes, isEssential }) => uint(2, (isEssential ? 0x8000 : 0) | indexOf(bytes)));
    return [uint(2, id), uint(1, own.length), ...marks];
  });
  return box("iprp", box("ipco", ...all), fullBox("ipma", 0, 1, uint(4, items.length), ...associations));
}

/** The pieces of the file. `brands`: the major one first. `reader`: whose eyes it is for. */
export function layOutHeif(
  picture: HeifPicture,
  brands: readonly string[],
  reader: "decoder" | "original",
): readonly Buffer[] {
  const items: LaidItem[] = [];
  const references: Buffer[] = [];
  const add = (part: HeifPart, isHidden: boolean): number => {
    const id = items.push({ id: items.length + 1, part, isHidden });
    if (part.tiles.length > 0)
      references.push(
        reference(
          "dimg",
          id,
          part.tiles.map((tile) => add(tile, true)),
        ),
      );
    return id;
  };
  const primary = add(picture.primary, false);
  if (picture.alpha) {
    const alpha = add(picture.alpha, true);
    references.push(reference("auxl", alpha, [primary]));
    if (picture.isPremultiplied) references.push(reference("prem", primary, [alpha]));
  }

  const ftyp = box("ftyp", word(brands[0]!), uint(4, 0), ...brands.map(word));
  const meta = (dataAt: number): Buffer => {
    let at = dataAt;
    const places = items.flatMap(({ id, part }) => {
      const length = part.pieces.reduce((sum, piece) => sum + piece.length, 0);
      at += length;
      return [uint(2, id), uint(2, 0), uint(2, 1), uint(4, at - length), uint(4, length)];
    });
    return fullBox(
      "meta",
      0,
      0,
      fullBox("hdlr", 0, 0, uint(4, 0), word("pict"), Buffer.alloc(13)),
      fullBox("pitm", 0, 0, uint(2, primary)),
      fullBox("iloc", 0, 0, Buffer.from([0x44, 0]), uint(2, items.length), ...places),
      fullBox(
        "iinf",
        0,
        0,
        uint(2, items.length),
        ...items.map(({ id, part, isHidden }) =>
          fullBox("infe", 2, isHidden ? 1 : 0, uint(2, id), uint(2, 0), word(part.type), Buffer.alloc(1)),
        ),
      ),
      ...(references.length > 0 ? [fullBox("iref", 0, 0, ...references)] : []),
      propertyBoxes(items, reader),
    );
  };
  const headBytes = ftyp.length + meta(0).length + 8;
  const data = items.flatMap(({ part }) => part.pieces);
  const dataBytes = data.reduce((sum, piece) => sum + piece.length, 0);
  return [ftyp, meta(headBytes), uint(4, 8 + dataBytes), word("mdat"), ...data];
}
