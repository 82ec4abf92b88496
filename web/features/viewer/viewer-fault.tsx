import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { DamageHelp } from "./slide-fault.tsx";

/** `damaged`: its details fail their check; `trashed`: it waits in the trash, put there by another device. */
export type ViewerFaultKind = "gone" | "trashed" | "damaged" | "failed";

interface ViewerFaultProps {
  readonly kind: ViewerFaultKind;
  readonly error: unknown;
  readonly again: () => void;
  readonly close: () => void;
  /** Null where it is not known what would be moved. */
  readonly trash: (() => void) | null;
  readonly restore: () => void;
}

/** In place of the stage, when not even the details of a picture came. */
export function ViewerFault({ kind, error, again, close, trash, restore }: ViewerFaultProps) {
  const { viewer, shell } = useWords();
  const fault = faultWords(error);
  const isGone = kind === "gone" || kind === "trashed";
  const isDamaged = kind === "damaged";
  const title = {
    gone: viewer.goneTitle,
    trashed: viewer.trashedTitle,
    damaged: viewer.damagedTitle,
    failed: fault.title,
  }[kind];
  const advice =
    kind === "gone" ? viewer.goneAdvice : kind === "trashed" ? viewer.trashedAdvice : fault.advice;
  return (
    <div role="alert" className="m-auto grid max-w-md justify-items-center gap-3 px-6 text-center">
      <h2 className="text-xl font-semibold">{title}</h2>
      {isDamaged ? <DamageHelp /> : <p className="text-soft">{advice}</p>}
      {error !== null && fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      <div className="flex flex-wrap justify-center gap-2">
        {kind === "trashed" && (
          <Button look="primary" onPress={restore}>
            {viewer.restore}
          </Button>
        )}
        {!isGone && <Button onPress={again}>{shell.tryAgain}</Button>}
        {isDamaged && trash !== null && <Button onPress={trash}>{viewer.trash}</Button>}
        {(isGone || isDamaged) && <Button onPress={close}>{viewer.back}</Button>}
      </div>
    </div>
  );
}
