import { useEffect } from "react";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { downloadUrl } from "../../api/pictures.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/button-look.ts";
import { faultWords } from "../../ui/fault-words.ts";
import { UndecodableError } from "./slide-layer.tsx";

interface SlideFaultProps {
  readonly id: string;
  readonly failure: Error;
  readonly again: () => void;
  readonly trash: () => void;
}

/** Stands in the place of a picture that cannot be shown: why, and what helps. */
export function SlideFault({ id, failure, again, trash }: SlideFaultProps) {
  const { viewer, shell } = useWords();
  const fault = faultWords(failure);
  const isDamaged = isProblem(failure, "image.damaged");
  const isGone = isProblem(failure, "not-found");
  const isUndecodable = failure instanceof UndecodableError;
  const isFinal = isDamaged || isGone;
  useEffect(() => {
    if (isFinal) return;
    return watchConnection(() => readConnection() === "online" && again());
  }, [isFinal, again]);
  const title = isDamaged
    ? viewer.damagedTitle
    : isGone
      ? viewer.goneTitle
      : isUndecodable
        ? viewer.undecodableTitle
        : viewer.failedTitle;
  return (
    <div
      role="alert"
      className="absolute inset-0 grid place-content-center justify-items-center gap-3 overflow-y-auto px-6 py-4 text-center"
    >
      <h2 className="text-xl font-semibold">{title}</h2>
      {isDamaged ? (
        <DamageHelp />
      ) : (
        <p className="max-w-md text-soft">
          {isGone
            ? viewer.goneAdvice
            : isUndecodable
              ? viewer.undecodableAdvice
              : `${fault.title}. ${fault.advice}`}
        </p>
      )}
      {fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      <div className="flex flex-wrap justify-center gap-2">
        {!isGone && <Button onPress={again}>{shell.tryAgain}</Button>}
        {(isDamaged || isUndecodable) && (
          <a href={downloadUrl(id)} download className={buttonClasses("outline")}>
            {viewer.downloadOriginal}
          </a>
        )}
        {isDamaged && <Button onPress={trash}>{viewer.trash}</Button>}
      </div>
    </div>
  );
}

/** What to do about a picture whose tag fails. */
export function DamageHelp() {
  const { viewer } = useWords();
  return (
    <div className="grid max-w-md gap-3 text-soft">
      <p>{viewer.damagedWhy}</p>
      <ul className="grid list-disc gap-1.5 pl-5 text-left">
        {viewer.damagedHelp.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </div>
  );
}
