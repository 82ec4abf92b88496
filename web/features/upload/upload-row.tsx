import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, Clock, RotateCw, X } from "lucide-react";
import type { ReactNode } from "react";
import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { Thumb } from "../../ui/pictures/thumb.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { isSettled, type Upload } from "./upload-queue.ts";
import { uploadWords } from "./upload-words.ts";
import { uploads } from "./uploads.ts";

/** One file of the tray. */
export function UploadRow({ upload }: { readonly upload: Upload }) {
  const words = useWords().upload;
  const limits = useInstance().upload;
  const { state, file, id } = upload;
  const image = state.kind === "sealed" || state.kind === "already-here" ? state.image : null;
  const { status, advice } = uploadWords(upload, limits);
  const isRefused = state.kind === "refused";
  return (
    <li className="flex items-start gap-3 py-1 pr-1 pl-4">
      <span className="relative mt-1 grid size-11 shrink-0 place-items-center overflow-hidden rounded-md bg-sunken text-faint">
        {image ? <Thumb image={image} alt="" /> : <StateIcon upload={upload} />}
      </span>
      <div className="min-w-0 grow py-1 leading-snug">
        {image ? (
          <Link
            to="/gallery/$id"
            params={{ id: image.id }}
            resetScroll={false}
            aria-label={words.open(file.name)}
            className="block truncate text-[0.9375rem] hover:underline"
          >
            {file.name}
          </Link>
        ) : (
          <p className="truncate text-[0.9375rem]">{file.name}</p>
        )}
        <p
          className={classes(
            "text-sm tabular-nums",
            isRefused
              ? "text-danger"
              : state.kind === "sealed"
                ? "text-good"
                : state.kind === "resting"
                  ? "text-warn"
                  : "text-faint",
          )}
        >
          {status}
        </p>
        {advice !== null && <p className="text-sm text-soft">{advice}</p>}
        {state.kind === "sending" && (
          <div aria-hidden="true" className="mt-1 h-1 overflow-hidden rounded-full bg-sunken">
            <div className="h-full origin-left bg-accent" style={{ transform: `scaleX(${state.share})` }} />
          </div>
        )}
      </div>
      {state.kind === "refused" && state.canRetry && (
        <IconButton label={words.retry(file.name)} onPress={() => uploads.retry(id)}>
          <RotateCw />
        </IconButton>
      )}
      {isSettled(state) ? (
        <IconButton label={words.dismiss(file.name)} onPress={() => uploads.dismiss(id)}>
          <X />
        </IconButton>
      ) : (
        <IconButton label={words.cancel(file.name)} onPress={() => uploads.cancel(id)}>
          <X />
        </IconButton>
      )}
    </li>
  );
}

function StateIcon({ upload: { state } }: { readonly upload: Upload }): ReactNode {
  const shared = { "aria-hidden": true, className: "size-5" } as const;
  switch (state.kind) {
    case "waiting":
    case "resting":
      return <Clock {...shared} />;
    case "sending":
    case "checking":
      return <Spinner />;
    case "refused":
      return <CircleAlert {...shared} className="size-5 text-danger" />;
    case "sealed":
    case "already-here":
      return <CircleCheck {...shared} />;
  }
}
