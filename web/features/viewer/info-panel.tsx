import { X } from "lucide-react";
import type { Image } from "#contract/images.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Details } from "./details.tsx";
import { EditFields } from "./edit-fields.tsx";

/** Beside the picture (on a phone: below it) what is known of it; name, caption and date can be changed. */
export function InfoPanel({ image, close }: { readonly image: Image; readonly close: () => void }) {
  const { viewer } = useWords();
  return (
    <aside
      aria-label={viewer.info}
      className="z-20 flex shrink-0 flex-col overflow-y-auto border-line bg-surface max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:max-h-[70dvh] max-md:rounded-t-2xl max-md:border-t max-md:pb-[env(safe-area-inset-bottom)] md:w-88 md:border-l md:pr-[env(safe-area-inset-right)]"
    >
      <div className="sticky top-0 z-10 flex items-center justify-between bg-surface py-1 pr-1 pl-5">
        <h2 className="text-lg font-semibold">{viewer.info}</h2>
        <IconButton label={viewer.closeInfo} onPress={close}>
          <X />
        </IconButton>
      </div>
      <div className="grid gap-6 px-5 pt-2 pb-6">
        <EditFields image={image} />
        <Details image={image} />
      </div>
    </aside>
  );
}
