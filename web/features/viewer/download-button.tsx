import { Download } from "lucide-react";
import { DETAILED_FORMATS, type Image } from "#contract/images.ts";
import { detailedDownloadUrl, downloadUrl } from "../../api/pictures.ts";
import { useWords } from "../../copy/words.ts";
import { buttonClasses } from "../../ui/button-look.ts";
import { Menu, MenuItem } from "../../ui/menu.tsx";

const DETAILED: ReadonlySet<Image["format"]> = new Set(DETAILED_FORMATS);

/** Saves the original: as clean as it is kept, or where the format allows it with its details back in. */
export function DownloadButton({ image }: { readonly image: Image }) {
  const { viewer } = useWords();
  if (!DETAILED.has(image.format)) {
    return (
      <a
        href={downloadUrl(image.id)}
        download
        aria-label={viewer.download}
        className={buttonClasses("quiet", "size-11 px-0")}
      >
        <Download aria-hidden="true" />
      </a>
    );
  }
  return (
    <Menu label={viewer.download} trigger={<Download aria-hidden="true" />} className="size-11 px-0">
      <MenuItem icon="save" saves={downloadUrl(image.id)}>
        {viewer.downloadClean}
      </MenuItem>
      <MenuItem icon="info" saves={detailedDownloadUrl(image.id)}>
        {viewer.downloadDetailed}
      </MenuItem>
    </Menu>
  );
}
