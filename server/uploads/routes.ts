import * as contract from "#contract/uploads.ts";
import { AppError } from "../errors.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { appendToUpload, dropUpload, measureUpload } from "./append-to-upload.ts";
import { beginUpload } from "./begin-upload.ts";
import { type Gallery, openDesk } from "./desk.ts";
import { answerFinished } from "./finish-upload.ts";
import { requireUpload } from "./open-upload.ts";
import { readMetadata, readNumber, requireVersion } from "./tus-headers.ts";
import type { UploadRow } from "./upload-store.ts";

/** Files that come in parts, by tus 1.0.0; finished ones become pictures of the gallery. */
export function mountUploads(door: Door, rooms: Rooms, gallery: Gallery): void {
  const desk = openDesk(rooms, gallery);

  door.serve(contract.describeUploads, async () => ({
    status: 204,
    headers: {
      "tus-version": contract.TUS.version,
      "tus-extension": contract.TUS.extensions,
      "tus-max-size": String(rooms.config.maxUploadBytes),
    },
  }));

  door.serve(contract.createUpload, async ({ caller, header }) => {
    requireVersion(header("tus-resumable"));
    const sizeBytes = readNumber("upload-length", header("upload-length"));
    const row = await beginUpload(desk, caller, sizeBytes, readMetadata(header("upload-metadata")));
    const location = `${contract.createUpload.path}/${row.id}`;
    return { status: 201, headers: { location, "upload-expires": expiry(row) } };
  });

  door.serve(contract.getUpload, async ({ caller, params, header }) => {
    const row = await measureUpload(desk, caller, params.id);
    // Whoever only looks need not speak tus; whoever does must speak this one.
    const version = header("tus-resumable");
    if (version !== null) requireVersion(version);
    return {
      status: 200,
      body: {
        offsetBytes: row.offset_bytes,
        sizeBytes: row.size_bytes,
        expiresAt: new Date(row.expires_at).toISOString(),
      },
      headers: { ...place(row), "upload-length": String(row.size_bytes) },
    };
  });

  // The version is judged only where there is something: what is absent is absent in any version.
  door.serve(contract.appendToUpload, async ({ caller, params, header, part, announcedBytes, signal }) => {
    await requireUpload(desk, caller, params.id);
    requireVersion(header("tus-resumable"));
    if (part === null) throw new AppError("request.media-type");
    const { row, uploaded } = await appendToUpload(desk, caller, {
      id: params.id,
      offset: readNumber("upload-offset", header("upload-offset")),
      announcedBytes,
      body: part,
      signal,
    });
    if (uploaded === null) return { status: 204, headers: place(row) };
    return { ...answerFinished(uploaded), headers: place(row) };
  });

  door.serve(contract.deleteUpload, async ({ caller, params, header }) => {
    await requireUpload(desk, caller, params.id);
    requireVersion(header("tus-resumable"));
    await dropUpload(desk, caller, params.id);
    return { status: 204 };
  });
}

function place(row: UploadRow): Record<string, string> {
  return { "upload-offset": String(row.offset_bytes), "upload-expires": expiry(row) };
}

function expiry(row: UploadRow): string {
  return new Date(row.expires_at).toUTCString();
}
