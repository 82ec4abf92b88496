// A file that is sent in pieces, over however many outages it takes: what was acknowledged of it must be there.

import assert from "node:assert/strict";
import type { ApiClient, ApiReply } from "../support/api-client.ts";
import { append, begin, measure } from "../uploads/tus-client.ts";

const PIECE_BYTES = 256 * 1024;

export interface PiecedFile {
  /** Goes on until it is done, or the first outage: then null, and it may be called again. */
  goOn(): Promise<ApiReply | null>;
}

export type Asking = (asked: Promise<ApiReply>) => Promise<ApiReply | null>;

/** @param answered gives null for an outage */
export function piecedFile(client: ApiClient, name: string, bytes: Buffer, answered: Asking): PiecedFile {
  let path: string | null = null;
  let acknowledged = 0;

  async function opened(): Promise<string | null> {
    if (path !== null) return path;
    const reply = await answered(begin(client, bytes.length, { name }));
    if (reply === null) return null;
    assert.equal(reply.status, 201, `${name}: ${reply.text}`);
    path = reply.headers.get("location") ?? assert.fail("an upload without a place");
    return path;
  }

  return {
    async goOn() {
      const at = await opened();
      if (at === null) return null;
      const measured = await answered(measure(client, at));
      if (measured === null) return null;
      assert.equal(measured.status, 200, `${name}, begun and acknowledged: ${measured.status}`);
      let offset = Number(measured.headers.get("upload-offset"));
      assert.ok(
        offset >= acknowledged,
        `${name}: ${acknowledged} bytes were acknowledged, ${offset} are there`,
      );
      for (;;) {
        const reply = await answered(
          append(client, at, offset, bytes.subarray(offset, offset + PIECE_BYTES)),
        );
        // A piece whose answer was lost may have come in since: it is measured anew the next time.
        if (reply === null || reply.code === "upload.offset-wrong") return null;
        if (reply.status !== 204) return reply;
        offset = Number(reply.headers.get("upload-offset"));
        acknowledged = offset;
      }
    },
  };
}
