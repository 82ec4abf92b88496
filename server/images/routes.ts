import * as contract from "#contract/images.ts";
import type { Door } from "../http/serve.ts";
import type { Rooms } from "../rooms.ts";
import { destroyImage, emptyTrash } from "./destroy-images.ts";
import { type Gallery, openGallery } from "./gallery.ts";
import { layoutMonth } from "./layout-month.ts";
import { listMonthImages, listMonths } from "./list-images.ts";
import { listTrash } from "./list-trash.ts";
import { restoreImage } from "./restore-image.ts";
import { trashImage } from "./trash-image.ts";
import { updateImage } from "./update-image.ts";
import { answerUpload, uploadImage } from "./upload-image.ts";
import { viewImage, viewRendition } from "./view-image.ts";
import { warmRendition } from "./warm-rendition.ts";

/** Images, their renditions, the timeline and the trash; lists of images are mounted with albums. Gives the gallery, for others who show pictures. */
export function mountImages(door: Door, rooms: Rooms): Gallery {
  const gallery = openGallery(rooms);

  door.serve(contract.createImage, async (call) => {
    const uploaded = await uploadImage(gallery, call.caller, {
      announcedBytes: call.announcedBytes,
      receive: (maxBytes) => call.receiveFile(maxBytes),
      signal: call.signal,
    });
    return answerUpload(uploaded);
  });

  door.serve(contract.listMonths, async ({ caller }) => {
    gallery.visit(caller);
    return { status: 200, body: { items: [...(await listMonths(gallery, caller))] } };
  });

  door.serve(contract.listMonthImages, async ({ caller, params, query }) => ({
    status: 200,
    body: await listMonthImages(gallery, caller, params.month, query),
  }));

  door.serve(contract.getMonthLayout, async ({ caller, params }) => ({
    status: 200,
    body: await layoutMonth(gallery, caller, params.month),
  }));

  door.serve(contract.getImage, async ({ caller, params }) => ({
    status: 200,
    body: await viewImage(gallery, caller, params.id),
  }));

  door.serve(contract.updateImage, async ({ caller, params, body }) => ({
    status: 200,
    body: await updateImage(gallery, caller, params.id, body),
  }));

  door.serve(contract.trashImage, async ({ caller, params }) => {
    await trashImage(gallery, caller, params.id);
    return { status: 204 };
  });

  door.serve(
    contract.getRendition,
    ({ caller, params, query, header, isHeadersOnly }) =>
      viewRendition(gallery, caller, {
        id: params.id,
        rendition: params.rendition,
        isDownload: query.download === "true",
        hasDetails: query.details === "true",
        range: header("range"),
        ifRange: header("if-range"),
        isHeadersOnly,
      }),
    ({ caller, params }) => warmRendition(gallery, caller, params),
  );

  door.serve(contract.listTrash, async ({ caller, query }) => ({
    status: 200,
    body: await listTrash(gallery, caller, query),
  }));

  door.serve(contract.restoreImage, async ({ caller, params }) => ({
    status: 200,
    body: await restoreImage(gallery, caller, params.id),
  }));

  door.serve(contract.destroyImage, async ({ caller, params }) => ({
    status: 200,
    body: await destroyImage(gallery, caller, params.id),
  }));

  door.serve(contract.emptyTrash, async ({ caller }) => ({
    status: 200,
    body: await emptyTrash(gallery, caller),
  }));

  return gallery;
}
