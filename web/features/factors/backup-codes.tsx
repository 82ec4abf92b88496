import { useRef, useState } from "react";
import { useSignedIn } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { saveText } from "../../ui/save-text.ts";
import { StepHeading } from "../../ui/step-heading.tsx";
import { toast } from "../../ui/toast.ts";

interface BackupCodesProps {
  readonly codes: readonly string[];
  /** Which step it is, in words; empty where it is the only one. */
  readonly place: string;
  readonly onSaved: () => void;
}

/** The codes on the screen and, when printed, alone on a sheet with what they are for. */
export function BackupCodes({ codes, place, onSaved }: BackupCodesProps) {
  const { backup } = useWords().factors;
  const { account } = useSignedIn();
  const [made] = useState(() => formatInstant(new Date().toISOString()));
  const box = useRef<HTMLOListElement>(null);
  const { origin } = window.location;

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      toast.success(backup.copied);
    } catch {
      // Plain http allows no clipboard: at least select the codes.
      if (box.current) window.getSelection()?.selectAllChildren(box.current);
      toast.success(backup.copyRefused);
    }
  };

  return (
    <div className="grid gap-6">
      <div className="print:hidden">
        <StepHeading place={place} title={backup.saveTitle} />
        <p className="mt-2 text-soft">{backup.saveLead}</p>
      </div>
      <dl className="hidden grid-cols-[max-content_1fr] gap-x-6 gap-y-1 print:grid">
        <dt>{backup.printServer}</dt>
        <dd>{origin}</dd>
        <dt>{backup.printAccount}</dt>
        <dd>{account.email}</dd>
        <dt>{backup.printMade}</dt>
        <dd>{made}</dd>
      </dl>
      <section aria-label={backup.label} className="rounded-xl border border-edge bg-surface px-5 py-6">
        <ol
          ref={box}
          className="mx-auto grid w-fit grid-cols-2 gap-x-8 gap-y-3 font-mono text-lg tracking-[0.06em] tabular-nums"
        >
          {codes.map((code) => (
            <li key={code}>{code} </li>
          ))}
        </ol>
      </section>
      <p className="hidden print:block">{backup.printUse}</p>
      <div className="grid gap-3 min-[26rem]:grid-cols-3 print:hidden">
        <Button onPress={() => window.print()}>
          <Icon name="print" />
          {backup.print}
        </Button>
        <Button
          className="whitespace-nowrap"
          onPress={() =>
            saveText(backup.fileName, backup.file({ origin, email: account.email, made, codes }))
          }
        >
          <Icon name="save" />
          {backup.save}
        </Button>
        <Button onPress={() => void copy()}>
          <Icon name="copy" />
          {backup.copy}
        </Button>
      </div>
      <Button look="primary" className="print:hidden" onPress={onSaved}>
        {backup.saved}
      </Button>
    </div>
  );
}
