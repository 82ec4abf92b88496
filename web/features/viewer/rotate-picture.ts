import type { Image } from "#contract/images.ts";
import { changePicture, noteChange } from "../../api/picture-changes.ts";
import { toast } from "../../ui/toast.ts";

// Quarter turns: seen at once, told to the server one after another, and taken back if it refuses.

const QUARTERS = [0, 90, 180, 270] as const;

/** The rotation after some quarter turns clockwise; negative ones go the other way. */
export function turnedBy(rotation: Image["rotation"], quarters: number): Image["rotation"] {
  const at = (((rotation / 90 + quarters) % 4) + 4) % 4;
  return QUARTERS[at] ?? 0;
}

interface Turning {
  /** As the person wants it by now. */
  wanted: Image;
  /** As the server has it. */
  kept: Image;
}

const underWay = new Map<string, Turning>();

/** Turns a picture by quarters, clockwise. Faults are told in a message. */
export async function rotatePicture(image: Image, quarters: number): Promise<void> {
  const wanted = { ...image, rotation: turnedBy(image.rotation, quarters) };
  noteChange(image, wanted);
  const before = underWay.get(image.id);
  if (before !== undefined) {
    before.wanted = wanted;
    return;
  }
  const turning = { wanted, kept: image };
  underWay.set(image.id, turning);
  try {
    while (turning.kept.rotation !== turning.wanted.rotation) {
      turning.kept = await changePicture(turning.wanted, { rotation: turning.wanted.rotation });
      // It may have been turned further meanwhile: the answer must not turn it back on the screen.
      noteChange(turning.kept, { ...turning.kept, rotation: turning.wanted.rotation });
    }
  } catch (error) {
    noteChange(turning.wanted, turning.kept);
    toast.problem(error);
  } finally {
    underWay.delete(image.id);
  }
}
