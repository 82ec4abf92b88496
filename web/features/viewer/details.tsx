import type { ReactNode } from "react";
import type { Image } from "#contract/images.ts";
import { formatBytes, formatInstant, formatName, formatPlace } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { removedList } from "../../ui/pictures/picture-words.ts";
import { CopyButton } from "./copy-button.tsx";
import { exposureOf } from "./exposure.ts";

function Row({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-faint">{term}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}

/** What is known of a picture, and what was done to protect it. */
export function Details({ image }: { readonly image: Image }) {
  const { viewer } = useWords();
  const removed = removedList(image.removed);
  const exposure = exposureOf(image);
  const camera = image.camera === null ? "" : `${image.camera.make} ${image.camera.model}`.trim();
  const hasKept = image.camera !== null || image.place !== null || exposure !== null;
  return (
    <dl className="grid gap-4">
      <Row term={viewer.protection}>
        {removed === null ? viewer.nothingRemoved : viewer.removed(removed)}{" "}
        {viewer.sealedAt(formatInstant(image.uploadedAt))}
        {removed !== null && hasKept && <p className="mt-1 text-sm text-soft">{viewer.keptInVault}</p>}
      </Row>
      <Row term={viewer.size}>
        {viewer.sizeValue(image.width, image.height, formatBytes(image.sizeBytes), formatName(image.format))}
        {image.animated && <>, {viewer.animated}</>}
      </Row>
      {camera !== "" && <Row term={viewer.camera}>{camera}</Row>}
      {image.camera?.lens !== undefined && <Row term={viewer.lens}>{image.camera.lens}</Row>}
      {exposure !== null && <Row term={viewer.exposure}>{exposure}</Row>}
      {image.place !== null && <Place place={image.place} />}
    </dl>
  );
}

/** As numbers, with a way to take them to a map of one's own choice: asking one would tell it the place. */
function Place({ place }: { readonly place: NonNullable<Image["place"]> }) {
  const { viewer } = useWords();
  return (
    <Row term={viewer.place}>
      <span className="flex flex-wrap items-center justify-between gap-x-2">
        <span>
          {formatPlace(place)}
          {place.altitude !== undefined && <>, {viewer.altitude(Math.round(place.altitude))}</>}
        </span>
        <CopyButton label={viewer.copyPlace} text={`${place.latitude}, ${place.longitude}`} />
      </span>
    </Row>
  );
}
