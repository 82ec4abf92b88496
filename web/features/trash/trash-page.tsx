import { useInfiniteQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { DeletionReceipt, Image } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { destroyPicture, destroyTrash, restoreFromTrash } from "../../api/picture-changes.ts";
import { isComplete, loadedPictures } from "../../api/picture-pages.ts";
import { trashQuery } from "../../api/pictures.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { faultWords } from "../../ui/fault-words.ts";
import { Page } from "../../ui/page.tsx";
import { pictureName } from "../../ui/pictures/picture-words.ts";
import { PageSpinner } from "../../ui/spinner.tsx";
import { toast } from "../../ui/toast.ts";
import { DestroyDialog } from "./destroy-dialog.tsx";
import { ReceiptDialog } from "./receipt-dialog.tsx";
import { TrashGrid } from "./trash-grid.tsx";

type Doomed = { readonly kind: "one"; readonly image: Image } | { readonly kind: "all" };

/** What was deleted in the last thirty days: to be taken back, or destroyed for ever. */
export function TrashPage() {
  const { trash, shell, gallery } = useWords();
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(trashQuery);
  const [doomed, setDoomed] = useState<Doomed | null>(null);
  const [receipt, setReceipt] = useState<DeletionReceipt | null>(null);
  const images = data ? loadedPictures(data.pages) : [];
  const count =
    data && isComplete(data.pages) ? gallery.pictures(images.length) : `${gallery.pictures(images.length)}+`;

  const restore = async (image: Image) => {
    try {
      await restoreFromTrash(image.id);
      toast.success(trash.restored(pictureName(image)));
    } catch (fault) {
      toast.problem(fault);
    }
  };
  const destroy = async (what: Doomed) => {
    try {
      setReceipt(what.kind === "one" ? await destroyPicture(what.image.id) : await destroyTrash());
    } catch (fault) {
      toast.problem(fault);
    }
    setDoomed(null);
  };

  return (
    <Page
      title={trash.title}
      actions={
        images.length > 0 && (
          <Button onPress={() => setDoomed({ kind: "all" })}>
            <Trash2 aria-hidden="true" />
            {trash.emptyAll}
          </Button>
        )
      }
    >
      {data === undefined && error === null && <PageSpinner />}
      {data === undefined && error !== null && <TrashFault error={error} again={() => void refetch()} />}
      {data !== undefined && images.length === 0 && <EmptyTrash />}
      {images.length > 0 && (
        <>
          <p className="mb-5 text-soft">{trash.intro(LIMITS.trashDays)}</p>
          <TrashGrid
            images={images}
            restore={(image) => void restore(image)}
            destroy={(image) => setDoomed({ kind: "one", image })}
          />
        </>
      )}
      {hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button isPending={isFetching} onPress={() => void fetchNextPage()}>
            {trash.more}
          </Button>
        </div>
      )}
      {doomed !== null && (
        <DestroyDialog
          image={doomed.kind === "one" ? doomed.image : null}
          count={count}
          close={() => setDoomed(null)}
          destroy={() => destroy(doomed)}
        />
      )}
      {receipt !== null && <ReceiptDialog receipt={receipt} close={() => setReceipt(null)} />}
      <output className="sr-only">{isFetching ? shell.loading : ""}</output>
    </Page>
  );
}

function EmptyTrash() {
  const { empty } = useWords().trash;
  return (
    <div className="grid justify-items-center gap-3 py-20 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-sunken text-faint">
        <Trash2 aria-hidden="true" className="size-7" strokeWidth={1.5} />
      </span>
      <h2 className="text-xl font-semibold">{empty.title}</h2>
      <p className="max-w-sm text-soft">{empty.advice(LIMITS.trashDays)}</p>
      <ButtonLink to="/gallery">{empty.action}</ButtonLink>
    </div>
  );
}

function TrashFault({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { shell } = useWords();
  const fault = faultWords(error);
  return (
    <div role="alert" className="grid justify-items-center gap-3 py-20 text-center">
      <h2 className="text-xl font-semibold">{fault.title}</h2>
      <p className="text-soft">{fault.advice}</p>
      {fault.requestId !== null && (
        <p className="font-mono text-xs text-faint">{shell.requestId(fault.requestId)}</p>
      )}
      <Button onPress={again}>{shell.tryAgain}</Button>
    </div>
  );
}
