import type { Image } from "#contract/images.ts";
import { contentDisposition, fileNameFor } from "./image-name.ts";
import type { OpenedImage } from "./opened-images.ts";

/** Whatever the bytes are taken for, they run nothing and load nothing. */
const CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The headers of an image's bytes, by whichever way they leave. */
export function headersOfBytes(
  { details }: OpenedImage,
  format: Image["format"],
  lengthBytes: number,
  disposition: "inline" | "attachment",
): Readonly<Record<string, string>> {
  return {
    "content-type": `image/${format}`,
    "content-length": String(lengthBytes),
    "content-disposition": contentDisposition(disposition, fileNameFor(details.name, format)),
    "content-security-policy": CONTENT_POLICY,
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "accept-ranges": "bytes",
  };
}
