import { useState } from "react";
import { formatInstant } from "../../copy/formats.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Icon } from "../../ui/icon.tsx";
import { saveText } from "../../ui/save-text.ts";
import { readReceipt } from "./receipt.ts";

/** What the deletion of an account did, and when the last traces go. */
export function FarewellPage() {
  const { farewell } = useSettingsWords().myData;
  const [receipt] = useState(readReceipt);
  const lines =
    receipt === null
      ? [farewell.backups]
      : [
          farewell.keys(formatInstant(receipt.keysDestroyedAt), receipt.imageIds.length),
          receipt.databaseErasedAt === null
            ? farewell.erasedSoon
            : farewell.erased(formatInstant(receipt.databaseErasedAt)),
          farewell.backups,
        ];
  const save = () => {
    if (receipt === null) return;
    const text = [farewell.title, farewell.number(receipt.accountId), "", ...lines, "", ...receipt.imageIds];
    saveText(farewell.fileName, `${text.join("\r\n")}\r\n`);
  };
  return (
    <DoorPage title={farewell.title}>
      <ul className="grid list-disc gap-2 pl-5 text-soft">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        {receipt !== null && (
          <Button onPress={save}>
            <Icon name="save" />
            {farewell.save}
          </Button>
        )}
        <ButtonLink to="/sign-in">{farewell.door}</ButtonLink>
      </div>
    </DoorPage>
  );
}
