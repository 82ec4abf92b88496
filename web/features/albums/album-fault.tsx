import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";

/** An album, or the list of them, that did not load. */
export function AlbumFault({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { shell } = useWords();
  const fault = faultWords(error);
  return (
    <div role="alert" className="grid justify-items-center gap-3 px-6 py-20 text-center">
      <h2 className="text-xl font-semibold">{fault.title}</h2>
      <p className="max-w-md text-soft">{fault.advice}</p>
      {fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      <Button onPress={again}>{shell.tryAgain}</Button>
    </div>
  );
}
