import * as contract from "#contract/albums.ts";
import type { ImageId } from "#contract/ids.ts";
import { listImages } from "#contract/images.ts";
import { AppError } from "../errors.ts";
import type { Door } from "../http/serve.ts";
import { changeImages } from "./change-images.ts";
import { type Outcomes, putIntoAlbum, takeFromAlbum } from "./fill-album.ts";
import { listImagesOf, type PictureSource } from "./list-album-images.ts";
import { getAlbum, listAlbums } from "./list-albums.ts";
import { makeAlbum } from "./make-album.ts";
import { presentAlbums } from "./present-album.ts";
import { deleteAlbum, updateAlbum } from "./update-album.ts";

/** Albums, the images of one or of all, and changing many images at once. */
export function mountAlbums(door: Door, gallery: PictureSource): void {
  door.serve(listImages, async ({ caller, query }) => ({
    status: 200,
    body: await listImagesOf(gallery, caller, query),
  }));

  door.serve(contract.listAlbums, async ({ caller, query }) => ({
    status: 200,
    body: await listAlbums(gallery, caller, query),
  }));

  door.serve(contract.createAlbum, async ({ caller, body }) => {
    const made = await makeAlbum(gallery, caller, body);
    const [album] = await presentAlbums(gallery, caller, [made]);
    return { status: 201, body: album! };
  });

  door.serve(contract.getAlbum, async ({ caller, params }) => ({
    status: 200,
    body: await getAlbum(gallery, caller, params.id),
  }));

  door.serve(contract.updateAlbum, async ({ caller, params, body }) => ({
    status: 200,
    body: await updateAlbum(gallery, caller, params.id, body),
  }));

  door.serve(contract.deleteAlbum, async ({ caller, params }) => {
    await deleteAlbum(gallery, caller, params.id);
    return { status: 204 };
  });

  door.serve(contract.addToAlbum, async ({ caller, params }) => {
    throwUnlessDone(params.imageId, await putIntoAlbum(gallery, caller, params.id, [params.imageId]));
    return { status: 204 };
  });

  door.serve(contract.removeFromAlbum, async ({ caller, params }) => {
    throwUnlessDone(params.imageId, await takeFromAlbum(gallery, caller, params.id, [params.imageId]));
    return { status: 204 };
  });

  door.serve(contract.changeImages, async ({ caller, body }) => ({
    status: 200,
    body: { items: await changeImages(gallery, caller, body) },
  }));
}

/** @throws AppError with what stood in the way */
function throwUnlessDone(id: ImageId, outcomes: Outcomes): void {
  const outcome = outcomes.get(id) ?? "not-found";
  if (outcome !== "done") throw new AppError(outcome);
}
