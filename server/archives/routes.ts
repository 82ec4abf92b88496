import * as contract from "#contract/archives.ts";
import type { Door } from "../http/serve.ts";
import { createArchive } from "./create-archive.ts";
import { type ArchivedGallery, streamArchive } from "./stream-archive.ts";

/** Many pictures in one file. */
export function mountArchives(door: Door, gallery: ArchivedGallery): void {
  door.serve(contract.createArchive, async ({ caller, body }) => {
    const prepared = await createArchive(gallery, caller, body);
    return { status: 201, body: { ...prepared, expiresAt: new Date(prepared.expiresAt).toISOString() } };
  });

  door.serve(contract.getArchive, ({ caller, params, range, isHeadersOnly }) =>
    streamArchive(gallery, caller, { id: params.id, range, isHeadersOnly }),
  );
}
