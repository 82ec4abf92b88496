import type { FastifyRequest } from "fastify";
import { AppError } from "../errors.ts";
import { findNul } from "./find-nul.ts";

// One file out of a multipart body, held in memory and cut off at a limit. What is left of a refused body
// is drained by drain-body.ts, so that browsers can read the refusal.

export interface ReceivedFile {
  /** As the client called it, unchecked. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Fields that came before the file. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Room for the multipart framing and fields around the file. */
const FRAMING_BYTES = 16 * 1024;

/**
 * @param maxBytes the largest file taken, inclusive
 * @throws AppError image.too-large, upload.file-missing, upload.interrupted, request.invalid
 */
export async function receiveFile(request: FastifyRequest, maxBytes: number): Promise<ReceivedFile> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > maxBytes + FRAMING_BYTES) throw new AppError("image.too-large");
  if (!request.isMultipart()) throw new AppError("request.media-type");
  const fields: Record<string, string> = {};
  try {
    for await (const part of request.parts({
      limits: {
        fileSize: maxBytes + 1,
        files: 1,
        fields: 2,
        fieldSize: 200,
        parts: 3,
        headerPairs: 20,
      },
    })) {
      if (part.type === "field") {
        // A file without a name arrives as a field.
        if (part.fieldname === "file") throw new AppError("upload.file-missing");
        if (typeof part.value === "string") fields[part.fieldname] = part.value;
        if (findNul(fields) !== null) throw new AppError("request.invalid");
        continue;
      }
      if (part.fieldname !== "file") throw new AppError("upload.file-missing");
      const bytes = await collect(part.file as AsyncIterable<Buffer>, announced, maxBytes);
      return { name: part.filename ?? "", bytes, fields };
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (request.raw.destroyed || isCutShort(error))
      throw new AppError("upload.interrupted", { cause: error });
    throw new AppError("request.invalid", { cause: error });
  }
  throw new AppError("upload.file-missing");
}

/** Into one buffer where the length of the body is known, so that a large file is not in memory twice. */
async function collect(
  file: AsyncIterable<Buffer>,
  announcedBytes: number,
  maxBytes: number,
): Promise<Buffer> {
  // Safe because only what has been filled is given out. Pages that nothing is written to cost no memory.
  const room = Buffer.allocUnsafeSlow(Math.min(announcedBytes, maxBytes));
  const rest: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of file) {
    const at = sizeBytes;
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new AppError("image.too-large");
    if (sizeBytes <= room.length) chunk.copy(room, at);
    // Without a Content-Length: chunk by chunk.
    else rest.push(chunk);
  }
  return rest.length === 0 ? room.subarray(0, sizeBytes) : Buffer.concat(rest, sizeBytes);
}

function isCutShort(error: unknown): boolean {
  return error instanceof Error && /unexpected end|premature|aborted|ECONNRESET/i.test(error.message);
}
