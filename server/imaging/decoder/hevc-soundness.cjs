"use strict";
// Whether the HEVC pictures of a HEIC are whole. libheif takes what libde265 gives, and libde265 fills what it could
// not read with whatever is there; but it can be told to give no such picture at all. So each is decoded by it alone
// first, without the filters that only smooth. The file was written by the server: its boxes are sound, and as
// heif-layout.ts lays them out.

/** From libde265's headers: DE265_DECODER_PARAM_SUPPRESS_FAULTY_PICTURES, and no deblocking, no SAO. */
const parameters = [6, 7, 8];
/** Steps of the decoder for one picture; each takes a unit or gives a picture. */
const mostSteps = 10_000;

function* boxes(bytes) {
  for (let at = 0; at + 8 <= bytes.length; ) {
    const end = at + bytes.readUInt32BE(at);
    yield { type: bytes.toString("latin1", at + 4, at + 8), body: bytes.subarray(at + 8, end) };
    at = end;
  }
}

const childrenOf = (bytes) => new Map(Array.from(boxes(bytes), ({ type, body }) => [type, body]));
/** A full box starts with its version and flags. */
const fullBytes = 4;

/** The parameter sets of an hvcC box's body, and how long the lengths of units are. */
function settingsOf(body) {
  const sets = [];
  let at = 23;
  for (let arrays = body[22]; arrays > 0; arrays--) {
    const count = body.readUInt16BE(at + 1);
    at += 3;
    for (let i = 0; i < count; i++) {
      const end = at + 2 + body.readUInt16BE(at);
      sets.push(body.subarray(at + 2, end));
      at = end;
    }
  }
  return { sets, lengthBytes: (body[21] & 3) + 1 };
}

function* unitsOf(data, lengthBytes) {
  for (let at = 0; at < data.length; ) {
    const from = at + lengthBytes;
    at = from + data.readUIntBE(at, lengthBytes);
    yield data.subarray(from, at);
  }
}

/** Each coded picture of the file: its settings, and its data. */
function* codedPictures(file) {
  const meta = childrenOf(childrenOf(file).get("meta").subarray(fullBytes));
  const properties = childrenOf(meta.get("iprp"));
  const all = [...boxes(properties.get("ipco"))];
  const settings = new Map();
  const associations = properties.get("ipma");
  for (let at = fullBytes + 4; at < associations.length; ) {
    const id = associations.readUInt16BE(at);
    const end = at + 3 + 2 * associations[at + 2];
    for (at += 3; at < end; at += 2) {
      const { type, body } = all[(associations.readUInt16BE(at) & 0x7fff) - 1];
      if (type === "hvcC") settings.set(id, settingsOf(body));
    }
  }
  const places = meta.get("iloc");
  for (let at = fullBytes + 4; at < places.length; at += 14) {
    const own = settings.get(places.readUInt16BE(at));
    const [from, length] = [places.readUInt32BE(at + 6), places.readUInt32BE(at + 10)];
    if (own) yield { ...own, data: file.subarray(from, from + length) };
  }
}

/** How many pictures come out of these units without a fault. */
function soundPictures(heif, units) {
  const decoder = heif._de265_new_decoder();
  const more = heif._malloc(4);
  try {
    for (const parameter of parameters) heif._de265_set_parameter_bool(decoder, parameter, 1);
    for (const unit of units) {
      const at = heif._malloc(unit.length);
      heif.HEAPU8.set(unit, at);
      const failed = heif._de265_push_NAL(decoder, at, unit.length, 0, 0, 0);
      heif._free(at);
      if (failed !== 0) return 0;
    }
    heif._de265_flush_data(decoder);
    let pictures = 0;
    for (let step = 0; step < mostSteps; step++) {
      heif.HEAPU32[more >> 2] = 0;
      if (heif._de265_decode(decoder, more) !== 0) return 0;
      while (heif._de265_get_next_picture(decoder) !== 0) pictures += 1;
      if (heif.HEAPU32[more >> 2] === 0) return pictures;
    }
    return 0;
  } finally {
    heif._free(more);
    heif._de265_free_decoder(decoder);
  }
}

/** Throws when one of the file's pictures is damaged. */
function requireSound(heif, file) {
  for (const { sets, lengthBytes, data } of codedPictures(file)) {
    if (soundPictures(heif, [...sets, ...unitsOf(data, lengthBytes)]) !== 1) throw new Error("damaged");
  }
}

module.exports = { requireSound };
