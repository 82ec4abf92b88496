import { FolderPlus, Plus } from "lucide-react";
import { Button as AriaButton } from "react-aria-components/Button";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { pickPictures } from "../../ui/file-intake.ts";

/** Chooses pictures to add; `bar` in the top bar, `tab` in the phone's bottom bar. */
export function UploadButton({ look }: { readonly look: "bar" | "tab" }) {
  const { upload } = useWords();
  if (look === "bar") {
    return (
      <div className="flex gap-1">
        <IconButton label={upload.addFolder} onPress={() => pickPictures("folder")}>
          <FolderPlus />
        </IconButton>
        <Button look="primary" className="shrink-0 whitespace-nowrap" onPress={() => pickPictures()}>
          <Plus aria-hidden="true" />
          <span className="sr-only lg:not-sr-only">{upload.add}</span>
        </Button>
      </div>
    );
  }
  return (
    <AriaButton
      onPress={() => pickPictures()}
      aria-label={upload.add}
      className="flex h-bar cursor-pointer flex-col items-center justify-center gap-0.5 text-xs text-faint"
    >
      <span className="grid h-5.5 w-10 place-items-center rounded-full bg-accent text-on-accent">
        <Plus aria-hidden="true" className="size-5" />
      </span>
      {upload.addShort}
    </AriaButton>
  );
}
