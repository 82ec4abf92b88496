import { Plus } from "lucide-react";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { pickPictures } from "../../ui/file-intake.ts";

/** Chooses pictures to add; `bar` in the top bar, `tab` in the phone's bottom bar. */
export function UploadButton({ look }: { readonly look: "bar" | "tab" }) {
  const { upload } = useWords();
  if (look === "bar") {
    return (
      <Button look="primary" onPress={pickPictures}>
        <Plus aria-hidden="true" />
        {upload.add}
      </Button>
    );
  }
  return (
    <Button
      look="quiet"
      onPress={pickPictures}
      aria-label={upload.add}
      className="h-full min-w-16 flex-col gap-0.5 rounded-none px-1 text-xs"
    >
      <span className="grid h-7 w-12 place-items-center rounded-full bg-accent text-on-accent">
        <Plus aria-hidden="true" />
      </span>
      {upload.addShort}
    </Button>
  );
}
