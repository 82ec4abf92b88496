import type { RemovedKind } from "../../../contract/images.ts";

// The words of web/features/viewer.

export const viewer = {
  dialog: (picture: string) => `Picture: ${picture}`,
  back: "Back to your pictures",
  previous: "Previous picture",
  next: "Next picture",
  info: "Details",
  closeInfo: "Close the details",
  download: "Download",
  trash: "Move to trash",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Fit to the screen",
  loading: "Loading the picture",
  position: (at: number, of: number) => `${at} of ${of} in this month`,

  failedTitle: "This picture did not load",
  damagedTitle: "This picture is damaged",
  goneTitle: "This picture is not here",
  goneAdvice: "It may have been deleted, or it belongs to someone else.",

  name: "Name",
  caption: "Caption",
  captionHint: "Say what is on the picture. Screen readers read it out.",
  takenAt: "Taken",
  nameMissing: "A picture needs a name.",
  dateMissing: "Enter a whole date and time.",
  save: "Save",
  saved: "Saved.",
  size: "Size",
  sizeValue: (width: number, height: number, bytes: string, format: string) =>
    `${width} × ${height} pixels, ${bytes}, ${format}`,
  camera: "Camera",
  exposure: "Exposure",
  place: "Place",
  uploaded: "Added",
  protection: "Protection",
  sealed: "Sealed.",
  nothingRemoved: "There was nothing hidden to remove.",
  /** @param what a list such as `GPS position and camera details` */
  removed: (what: string) => `Removed ${what} from the file.`,
  keptInVault: "What was useful of it is kept, sealed, in your vault: only you see it here.",
  removedKinds: {
    gps: "GPS position",
    exif: "camera details",
    thumbnail: "embedded previews",
    xmp: "editing history",
    iptc: "press captions",
    comment: "comments",
    text: "text notes",
    animation: "the moving pictures, of which this one stays",
    "icc-private": "private colour data",
    "trailing-data": "data hidden after the picture",
    "unknown-segment": "unknown hidden data",
  } satisfies Record<RemovedKind, string>,
};
