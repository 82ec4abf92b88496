import { Download } from "lucide-react";
import { downloadArchive } from "../../api/archives.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../button.tsx";
import { useDownload } from "./use-download.ts";

interface DownloadPicturesButtonProps {
  readonly imageIds: readonly string[];
}

/** Saves chosen pictures: one as it is, several in a ZIP. */
export function DownloadPicturesButton({ imageIds }: DownloadPicturesButtonProps) {
  const { gallery } = useWords();
  const { isPreparing, download } = useDownload(() => downloadArchive(imageIds));
  return (
    <IconButton label={gallery.selection.download} isPending={isPreparing} onPress={download}>
      <Download />
    </IconButton>
  );
}
