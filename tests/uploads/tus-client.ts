import type { ApiReply } from "../support/api-client.ts";

// What a client of tus sends, one request at a time, so that each can be wrong in its own way.

const VERSION = { "tus-resumable": "1.0.0" };

/** The part of a client that carries requests. */
export interface Carrier {
  request(
    method: string,
    path: string,
    options?: { headers?: Readonly<Record<string, string>>; bytes?: Uint8Array },
  ): Promise<ApiReply>;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

export function begin(
  client: Carrier,
  sizeBytes: number,
  { name = "large.png", headers = {} }: { name?: string; headers?: Record<string, string> } = {},
): Promise<ApiReply> {
  return client.request("POST", "/api/uploads", {
    headers: {
      ...VERSION,
      "upload-length": String(sizeBytes),
      "upload-metadata": `filename ${base64(name)},lastModified ${base64("1557093662000")}`,
      ...headers,
    },
  });
}

/** Begins a file and gives its path. */
export async function begun(client: Carrier, sizeBytes: number, name?: string): Promise<string> {
  const reply = await begin(client, sizeBytes, name === undefined ? {} : { name });
  if (reply.status !== 201) throw new Error(`begin: ${reply.status} ${reply.text}`);
  return reply.headers.get("location") ?? "";
}

export function append(
  client: Carrier,
  path: string,
  offset: number,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
): Promise<ApiReply> {
  return client.request("PATCH", path, {
    headers: {
      ...VERSION,
      "upload-offset": String(offset),
      "content-type": "application/offset+octet-stream",
      ...headers,
    },
    bytes,
  });
}

export function measure(client: Carrier, path: string): Promise<ApiReply> {
  return client.request("HEAD", path, { headers: VERSION });
}

export async function offsetOf(client: Carrier, path: string): Promise<number> {
  const reply = await measure(client, path);
  if (reply.status !== 200) throw new Error(`offset: ${reply.status}`);
  return Number(reply.headers.get("upload-offset"));
}

export function drop(client: Carrier, path: string): Promise<ApiReply> {
  return client.request("DELETE", path, { headers: VERSION });
}
