import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { DamageHelp } from "./slide-fault.tsx";

interface ViewerFaultProps {
  /** `damaged`: its details fail their check. */
  readonly kind: "gone" | "damaged" | "failed";
  readonly error: unknown;
  readonly again: () => void;
  readonly close: () => void;
  /** Null where it is not known what would be moved. */
  readonly trash: (() => void) | null;
}

/** In place of the stage, when not even the details of a picture came. */
export function ViewerFault({ kind, error, again, close, trash }: ViewerFaultProps) {
  const { viewer, shell } = useWords();
  const fault = faultWords(error);
  const isGone = kind === "gone";
  const isDamaged = kind === "damaged";
  return (
    <div role="alert" className="m-auto grid max-w-md justify-items-center gap-3 px-6 text-center">
      <h2 className="text-xl font-semibold">
        {isGone ? viewer.goneTitle : isDamaged ? viewer.damagedTitle : fault.title}
      </h2>
      {isDamaged ? <DamageHelp /> : <p className="text-soft">{isGone ? viewer.goneAdvice : fault.advice}</p>}
      {error !== null && fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      <div className="flex flex-wrap justify-center gap-2">
        {!isGone && <Button onPress={again}>{shell.tryAgain}</Button>}
        {isDamaged && trash !== null && <Button onPress={trash}>{viewer.trash}</Button>}
        {(isGone || isDamaged) && <Button onPress={close}>{viewer.back}</Button>}
      </div>
    </div>
  );
}
