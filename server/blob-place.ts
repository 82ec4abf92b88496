// Where sealed pictures are kept, as SAFELIGHT_BLOBS and `blobs move` say it: a folder, or a bucket and a prefix in it.

export interface S3Place {
  readonly bucket: string;
  /** Before every blob's key; empty, or with a slash at its end. */
  readonly prefix: string;
  /** Of a server that is not Amazon's: scheme, host and port. */
  readonly endpoint: string | null;
  readonly region: string | null;
}

export type BlobPlace =
  | { readonly kind: "folder"; readonly path: string }
  | ({ readonly kind: "s3" } & S3Place);

export const BLOB_PLACE_FORM =
  "write a folder, or s3://bucket/prefix?endpoint=…&region=…, without any secret";

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9-]{1,64}$/;
const PREFIX = /^[\w.-]+(?:\/[\w.-]+)*$/;
const PARAMETERS = new Set(["endpoint", "region"]);

/** Null for what is neither. Credentials have no place in it: they would end up wherever addresses are shown. */
export function readBlobPlace(text: string): BlobPlace | null {
  if (!/^s3:/i.test(text)) return text === "" ? null : { kind: "folder", path: text };
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const names = [...url.searchParams.keys()];
  const isPlain = url.username === "" && url.password === "" && url.port === "" && url.hash === "";
  if (!isPlain || new Set(names).size < names.length || !names.every((name) => PARAMETERS.has(name)))
    return null;
  const prefix = url.pathname.replace(/^\/|\/$/g, "");
  const region = url.searchParams.get("region");
  const endpoint = url.searchParams.get("endpoint");
  const isPrefix = prefix === "" || PREFIX.test(prefix);
  if (!BUCKET.test(url.host) || !isPrefix || (region !== null && !REGION.test(region))) return null;
  if (endpoint !== null && !isEndpoint(endpoint)) return null;
  return {
    kind: "s3",
    bucket: url.host,
    prefix: prefix === "" ? "" : `${prefix}/`,
    endpoint: endpoint === null ? null : new URL(endpoint).origin,
    region,
  };
}

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, href } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && href === `${origin}/`;
}

/** For people: what is kept where. */
export function describeBlobPlace(place: BlobPlace): string {
  if (place.kind === "folder") return place.path;
  const at = place.endpoint === null ? (place.region ?? "") : new URL(place.endpoint).host;
  return `s3://${place.bucket}/${place.prefix}${at === "" ? "" : ` at ${at}`}`;
}
