// The server's end of the wire to a decoder: a 4-byte little-endian length, a JSON header, then the raw buffers
// it announces. Everything read here was written by a process that may be in an attacker's hands, so every
// length is checked before a byte is kept, and nothing but JSON is ever parsed.

/** The decoder broke the protocol. It is killed; nothing it said is used. */
export class ProtocolBroken extends Error {
  override readonly name = "ProtocolBroken";
}

export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Buffer[];
}

const PREFIX_BYTES = 4;
const HEADER_LIMIT_BYTES = 65_536;

/** A frame for the decoder, in the pieces to write one after the other. */
export function framePieces(header: Readonly<Record<string, unknown>>, body: Buffer): readonly Buffer[] {
  const text = Buffer.from(JSON.stringify({ ...header, bodyBytes: body.length }));
  if (text.length >= HEADER_LIMIT_BYTES) throw new RangeError("the header is too long");
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(text.length);
  return body.length === 0 ? [prefix, text] : [prefix, text, body];
}

export interface FrameReader {
  /**
   * Takes the next bytes. Gives the frame once it is whole, null before.
   * Throws ProtocolBroken on a wrong length, on text that is no JSON object, and on bytes after the frame.
   */
  push(bytes: Buffer): Frame | null;
}

/** Reads one frame whose buffers are at most as long as `bufferLimits` says, one limit for each buffer. */
export function readFrame(bufferLimits: readonly number[]): FrameReader {
  const pieces: Buffer[] = [];
  let heldBytes = 0;
  let neededBytes = PREFIX_BYTES;
  let headerBytes: number | null = null;
  let header: Frame["header"] | null = null;
  let lengths: readonly number[] = [];

  function take(sizeBytes: number): Buffer {
    const all = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, heldBytes);
    pieces.splice(0, pieces.length, all.subarray(sizeBytes));
    heldBytes -= sizeBytes;
    return all.subarray(0, sizeBytes);
  }

  return {
    push(bytes) {
      pieces.push(bytes);
      heldBytes += bytes.length;
      while (heldBytes >= neededBytes) {
        if (headerBytes === null) {
          headerBytes = take(PREFIX_BYTES).readUInt32LE();
          if (headerBytes === 0 || headerBytes >= HEADER_LIMIT_BYTES)
            throw new ProtocolBroken("header length");
          neededBytes = headerBytes;
        } else if (header === null) {
          header = parseHeader(take(headerBytes));
          lengths = parseLengths(header["buffers"], bufferLimits);
          neededBytes = lengths.reduce((sum, length) => sum + length, 0);
        } else {
          if (heldBytes > neededBytes) throw new ProtocolBroken("bytes after the answer");
          return { header, buffers: lengths.map((length) => take(length)) };
        }
      }
      return null;
    },
  };
}

function parseHeader(text: Buffer): Frame["header"] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.toString("utf8"));
  } catch {
    throw new ProtocolBroken("header text");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new ProtocolBroken("header shape");
  return parsed as Record<string, unknown>;
}

function parseLengths(said: unknown, limits: readonly number[]): readonly number[] {
  if (!Array.isArray(said) || said.length > limits.length) throw new ProtocolBroken("number of buffers");
  return said.map((length: unknown, index) => {
    const isSound = typeof length === "number" && Number.isSafeInteger(length) && length >= 0;
    if (!isSound || length > limits[index]!) throw new ProtocolBroken("buffer length");
    return length;
  });
}
