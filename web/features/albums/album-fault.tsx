import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { faultWords } from "../../ui/fault-words.ts";

/** An album, or the list of them, that did not load, or is no more. */
export function AlbumFault({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { albums, shell } = useWords();
  const fault = faultWords(error);
  return (
    <div role="alert" className="grid justify-items-center gap-3 px-6 py-20 text-center">
      <h2 className="text-xl font-semibold">{fault.title}</h2>
      <p className="max-w-md text-soft">{fault.advice}</p>
      {fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      {isProblem(error, "not-found") ? (
        <ButtonLink to="/albums">{albums.title}</ButtonLink>
      ) : (
        <Button onPress={again}>{shell.tryAgain}</Button>
      )}
    </div>
  );
}
