import { useMutation } from "@tanstack/react-query";
import { createExport, getExport } from "#contract/my-data.ts";
import { call } from "../../api/call.ts";
import { urlOf } from "../../api/url-of.ts";
import { formatBytes, formatInstant } from "../../copy/formats.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/button-look.ts";
import { Icon } from "../../ui/icon.tsx";
import { FaultNotice } from "../../ui/notice.tsx";

/** An archive in two steps: the password is asked for by the first, and the browser fetches it by the second. */
export function TakeAlong() {
  const { take } = useSettingsWords().myData;
  const preparing = useMutation({ mutationFn: () => call(createExport) });
  const prepared = preparing.data;
  if (prepared === undefined) {
    return (
      <div className="grid justify-items-start gap-4">
        <FaultNotice fault={preparing.error} />
        <Button isPending={preparing.isPending} onPress={() => preparing.mutate()}>
          <Icon name="archive" />
          {take.prepare}
        </Button>
      </div>
    );
  }
  return (
    <div className="grid justify-items-start gap-3">
      <p className="font-medium">
        {prepared.images === 0
          ? take.readyNone
          : take.ready(prepared.images, formatBytes(prepared.sizeBytes))}
      </p>
      <p className="text-[0.9375rem] text-warn">{take.keepSafe}</p>
      <a
        href={urlOf(getExport, { params: { id: prepared.id } })}
        download
        className={buttonClasses("primary")}
      >
        <Icon name="save" />
        {take.fetch}
      </a>
      <p className="text-sm text-faint">
        {take.stays} {take.until(formatInstant(prepared.expiresAt))}
      </p>
    </div>
  );
}
