import { useInfiniteQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { loadedPictures } from "../../api/picture-pages.ts";
import { searchQuery, warmSearch } from "../../api/search.ts";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { Page } from "../../ui/page.tsx";
import { useSearchText, writeSearchText } from "../../ui/pictures/search-text.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { FoundPictures } from "./found-pictures.tsx";

/** How long nothing must be typed before it is searched for. Milliseconds. */
const PATIENCE = 150;

/** The search: a field, and what is found as one types. */
export function SearchPage() {
  const { search } = useWords();
  const text = useSearchText();
  const asked = useDeferredValue(useSettled(text.trim()));
  return (
    <Page title={search.title} width="full" headingHidden>
      <div className="mx-auto w-full px-3 pt-3 sm:px-6">
        <SearchField text={text} />
        {text.trim() === "" ? <Examples /> : <Results text={asked} />}
      </div>
    </Page>
  );
}

function SearchField({ text }: { readonly text: string }) {
  const { search } = useWords();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    warmSearch();
    field.current?.focus();
  }, []);
  const clear = () => {
    writeSearchText("");
    field.current?.focus();
  };
  return (
    <search className="sticky top-[calc(var(--top-bar)+0.5rem)] z-20 mx-auto block max-w-2xl">
      <div className="flex h-12 items-center gap-1 rounded-xl border border-line bg-raised pl-3.5 shadow-float focus-within:border-focus focus-within:outline-2 focus-within:outline-focus [&>svg]:size-5 [&>svg]:text-faint">
        <Search aria-hidden="true" />
        <input
          ref={field}
          data-search-field=""
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={200}
          aria-label={search.label}
          placeholder={search.placeholder}
          value={text}
          onChange={(event) => writeSearchText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && clear()}
          className="h-full min-w-0 grow bg-transparent px-2 outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
        />
        {text !== "" && (
          <IconButton label={search.clear} onPress={clear}>
            <X />
          </IconButton>
        )}
      </div>
    </search>
  );
}

function Results({ text }: { readonly text: string }) {
  const { search, shell } = useWords();
  const query = useInfiniteQuery(searchQuery(text));
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = query;
  const images = useMemo(() => loadedPictures(data?.pages ?? []), [data]);
  const total = data?.pages.at(-1)?.total ?? 0;
  const isFirst = data === undefined && error === null;
  return (
    <>
      <output className="mt-3 flex min-h-6 items-center justify-center text-sm text-faint">
        {isFirst ? shell.loading : data && error === null && search.found(total)}
      </output>
      {error !== null && <SearchFault error={error} again={() => void refetch()} />}
      {isFirst && (
        <div className="grid place-items-center py-16">
          <Spinner />
        </div>
      )}
      {data !== undefined && total === 0 && error === null && <Nothing />}
      {images.length > 0 && (
        <FoundPictures
          images={images}
          total={total}
          more={hasNextPage && !isFetching && error === null ? () => void fetchNextPage() : null}
        />
      )}
    </>
  );
}

function Nothing() {
  const { search } = useWords();
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-2 py-12 text-center">
      <h2 className="text-xl font-semibold">{search.nothing}</h2>
      <p className="text-soft">{search.nothingAdvice}</p>
    </div>
  );
}

function Examples() {
  const { search } = useWords();
  return (
    <section aria-labelledby="search-examples" className="mx-auto max-w-2xl py-10">
      <h2 id="search-examples" className="mb-3 text-lg font-semibold">
        {search.examplesTitle}
      </h2>
      <ul className="grid gap-1">
        {search.examples.map(({ text, means }) => (
          <li key={text}>
            <button
              type="button"
              onClick={() => writeSearchText(text)}
              className="flex min-h-11 w-full flex-wrap items-center gap-x-4 rounded-lg px-3 py-1.5 text-left hover:bg-raised focus-visible:outline-2 focus-visible:outline-focus"
            >
              <code className="min-w-44 font-mono text-[0.9375rem]">{text}</code>
              <span className="text-soft">{means}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="mt-4 px-3 text-sm text-faint">{search.promise}</p>
    </section>
  );
}

function SearchFault({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { shell } = useWords();
  const fault = faultWords(error);
  return (
    <div role="alert" className="mx-auto grid max-w-md justify-items-center gap-3 py-12 text-center">
      <h2 className="text-xl font-semibold">{fault.title}</h2>
      <p className="text-soft">{fault.advice}</p>
      <Button onPress={again}>{shell.tryAgain}</Button>
    </div>
  );
}

/** The text once it has rested for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PATIENCE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
