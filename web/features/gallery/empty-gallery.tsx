import { ImagePlus } from "lucide-react";
import { useInstance } from "../../api/session.ts";
import { formatBytes, formatFormats } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { pickPictures } from "../../ui/file-intake.ts";

/** What a new person sees: how to begin, and what is taken. */
export function EmptyGallery() {
  const words = useWords();
  const { empty } = words.gallery;
  const { upload } = useInstance();
  return (
    <div className="px-4 py-6 sm:px-6">
      <div className="mx-auto grid max-w-2xl justify-items-center gap-4 rounded-3xl border-2 border-dashed border-line px-6 py-16 text-center sm:py-24">
        <span className="grid size-16 place-items-center rounded-full bg-sunken text-accent">
          <ImagePlus aria-hidden="true" className="size-8" strokeWidth={1.5} />
        </span>
        <h2 className="text-2xl font-semibold tracking-tight">{empty.title}</h2>
        <p className="max-w-md text-soft pointer-coarse:hidden">{empty.invitation}</p>
        <p className="hidden max-w-md text-soft pointer-coarse:block">{empty.invitationByTouch}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button look="primary" onPress={() => pickPictures()}>
            {empty.action}
          </Button>
          <Button className="pointer-coarse:hidden" onPress={() => pickPictures("folder")}>
            {words.upload.addFolder}
          </Button>
        </div>
        <p className="max-w-md text-sm text-soft">
          {empty.limit(formatBytes(upload.maxBytes), formatFormats(upload.formats))}
        </p>
        <p className="max-w-md text-sm text-faint">{empty.promise}</p>
      </div>
    </div>
  );
}
