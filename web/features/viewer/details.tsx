import type { ReactNode } from "react";
import type { Image } from "#contract/images.ts";
import { formatBytes, formatInstant, formatName, formatPlace } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { removedList } from "../../ui/pictures/picture-words.ts";

function Row({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-faint">{term}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}

/** Exposure as photographers write it: `1/250 s, f/2.8, ISO 400, 35 mm`. */
function exposureWords({ exposure }: Image): string | null {
  if (exposure === null) return null;
  const { seconds, fNumber, iso, focalLengthMm } = exposure;
  const parts = [
    seconds === undefined ? null : seconds >= 0.4 ? `${round(seconds)} s` : `1/${Math.round(1 / seconds)} s`,
    fNumber === undefined ? null : `f/${round(fNumber)}`,
    iso === undefined ? null : `ISO ${Math.round(iso)}`,
    focalLengthMm === undefined ? null : `${round(focalLengthMm)} mm`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

const round = (value: number) => Math.round(value * 10) / 10;

/** What is known of a picture, and what was done to protect it. */
export function Details({ image }: { readonly image: Image }) {
  const { viewer } = useWords();
  const removed = removedList(image.removed);
  const exposure = exposureWords(image);
  const hasKept = image.camera !== null || image.place !== null || exposure !== null;
  return (
    <dl className="grid gap-4">
      <Row term={viewer.protection}>
        {removed === null ? viewer.nothingRemoved : viewer.removed(removed)} {viewer.sealed}
        {removed !== null && hasKept && <p className="mt-1 text-sm text-soft">{viewer.keptInVault}</p>}
      </Row>
      <Row term={viewer.size}>
        {viewer.sizeValue(image.width, image.height, formatBytes(image.sizeBytes), formatName(image.format))}
      </Row>
      {image.camera !== null && (
        <Row term={viewer.camera}>
          {[`${image.camera.make} ${image.camera.model}`.trim(), image.camera.lens]
            .filter(Boolean)
            .join(", ")}
        </Row>
      )}
      {exposure !== null && <Row term={viewer.exposure}>{exposure}</Row>}
      {image.place !== null && <Row term={viewer.place}>{formatPlace(image.place)}</Row>}
      <Row term={viewer.uploaded}>{formatInstant(image.uploadedAt)}</Row>
    </dl>
  );
}
