import { useRef, useState } from "react";
import { useSignedIn } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { groupsOf, linesOf } from "../../ui/recovery-code.ts";
import { saveText } from "../../ui/save-text.ts";
import { StepHeading } from "../../ui/step-heading.tsx";
import { toast } from "../../ui/toast.ts";

interface KitCodeProps {
  readonly code: string;
  readonly onSaved: () => void;
}

/** The code on the screen and, when printed, alone on a sheet with what it is for. */
export function KitCode({ code, onSaved }: KitCodeProps) {
  const { kit } = useWords().vault;
  const { account } = useSignedIn();
  const [made] = useState(() => formatInstant(new Date().toISOString()));
  const codeBox = useRef<HTMLParagraphElement>(null);
  const { origin } = window.location;

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(linesOf(code, groupsOf(code).length).join(""));
      toast.success(kit.copied);
    } catch {
      // Plain http allows no clipboard: at least select the code.
      if (codeBox.current) window.getSelection()?.selectAllChildren(codeBox.current);
      toast.success(kit.copyRefused);
    }
  };

  return (
    <div className="grid gap-6">
      <div className="print:hidden">
        <StepHeading place={kit.step(1)} title={kit.saveTitle} />
        <p className="mt-2 text-soft">{kit.saveLead}</p>
      </div>
      <dl className="hidden grid-cols-[max-content_1fr] gap-x-6 gap-y-1 print:grid">
        <dt>{kit.printServer}</dt>
        <dd>{origin}</dd>
        <dt>{kit.printAccount}</dt>
        <dd>{account.email}</dd>
        <dt>{kit.printMade}</dt>
        <dd>{made}</dd>
      </dl>
      <section aria-label={kit.codeLabel} className="rounded-xl border border-edge bg-surface px-5 py-6">
        <p
          ref={codeBox}
          className="mx-auto grid w-fit grid-cols-4 gap-x-[1.25em] gap-y-3 font-mono text-lg tracking-[0.08em] tabular-nums min-[26rem]:text-xl"
        >
          {groupsOf(code).map((group, place) => (
            // The groups never move; the same group may come twice.
            <span key={`${place}-${group}`}>{group} </span>
          ))}
        </p>
      </section>
      <p className="hidden print:block">{kit.printUse(origin)}</p>
      <div className="grid gap-3 min-[26rem]:grid-cols-3 print:hidden">
        <Button onPress={() => window.print()}>
          <Icon name="print" />
          {kit.print}
        </Button>
        <Button
          className="whitespace-nowrap"
          onPress={() =>
            saveText(kit.fileName, kit.file({ origin, email: account.email, made, code: linesOf(code, 7) }))
          }
        >
          <Icon name="save" />
          {kit.save}
        </Button>
        <Button onPress={() => void copy()}>
          <Icon name="copy" />
          {kit.copy}
        </Button>
      </div>
      <Button look="primary" className="print:hidden" onPress={onSaved}>
        {kit.saved}
      </Button>
    </div>
  );
}
