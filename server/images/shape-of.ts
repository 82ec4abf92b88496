import type { ImageDetails } from "./image-details.ts";
import type { ImageShape } from "./month-order.ts";

/** The shape of an image as its owner wants it turned. */
export function shapeOf(
  details: Pick<ImageDetails, "width" | "height" | "rotation" | "sizeBytes">,
): ImageShape {
  const { width, height, rotation, sizeBytes } = details;
  const ratio = rotation % 180 === 0 ? width / height : height / width;
  return { ratio: Math.max(1, Math.round(ratio * 1000)), sizeBytes };
}

/** Of an image that does not open: nothing is known of it. */
export const DAMAGED_SHAPE: ImageShape = { ratio: 1000, sizeBytes: 0 };
