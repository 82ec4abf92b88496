import { ChevronDown, ChevronUp, Pause, X } from "lucide-react";
import { useState } from "react";
import { useInstance } from "../../api/session.ts";
import { formatBytes } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import type { Upload, UploadSnapshot } from "./upload-queue.ts";
import { UploadRow } from "./upload-row.tsx";
import { summarize, type UploadSummary } from "./upload-summary.ts";
import { uploadWords } from "./upload-words.ts";
import { uploads, useUploads } from "./uploads.ts";
import { usePace } from "./use-pace.ts";

/** Files listed at once; of a thousand more only the number is said. */
const LISTED = 60;

const RANK: Record<Upload["state"]["kind"], number> = {
  sending: 0,
  checking: 0,
  refused: 1,
  resting: 2,
  waiting: 3,
  sealed: 4,
  "already-here": 4,
};

/** What is under way first, then what needs the person, then what waits, then what is done (latest first). */
function inOrderOfInterest(all: readonly Upload[]): Upload[] {
  return all.toSorted(
    (a, b) =>
      RANK[a.state.kind] - RANK[b.state.kind] || (RANK[a.state.kind] === 4 ? b.id - a.id : a.id - b.id),
  );
}

/** The tray at the lower edge: each file and what became of it. */
export function UploadTray() {
  const snapshot = useUploads();
  const { upload } = useWords();
  const [isOpen, setOpen] = useState(true);
  const summary = summarize(snapshot);
  const pace = usePace(summary.open > 0 && !summary.isResting && snapshot.pause === null);
  if (snapshot.uploads.length === 0) return null;
  const title = headline(snapshot, summary);
  return (
    <section
      aria-label={upload.tray}
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+var(--selection-bar)+0.75rem)] z-30 flex max-h-[min(28rem,48dvh)] flex-col overflow-hidden rounded-2xl border border-line bg-raised shadow-float md:right-auto md:bottom-6 md:left-6 md:w-100"
    >
      <header className="flex items-center gap-1 py-1 pr-1 pl-4">
        <div className="min-w-0 grow py-2 leading-snug">
          <p className="font-medium">{title}</p>
          {pace !== null && (
            <p className="text-sm text-faint tabular-nums">
              {upload.pace(formatBytes(Math.round(pace.bytesPerSecond)), Math.ceil(pace.secondsLeft))}
            </p>
          )}
        </div>
        {summary.open > 0 && snapshot.pause === null && (
          <IconButton label={upload.halt} onPress={() => uploads.hold("person")}>
            <Pause />
          </IconButton>
        )}
        <IconButton
          label={isOpen ? upload.collapse : upload.expand}
          aria-expanded={isOpen}
          onPress={() => setOpen(!isOpen)}
        >
          {isOpen ? <ChevronDown /> : <ChevronUp />}
        </IconButton>
        {summary.open === 0 && (
          <IconButton label={upload.closeTray} onPress={uploads.dismissSettled}>
            <X />
          </IconButton>
        )}
      </header>
      {summary.open > 0 && (
        <progress
          aria-label={upload.tray}
          max={1}
          value={summary.share}
          className="block h-1 w-full shrink-0 appearance-none border-0 bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        />
      )}
      {snapshot.pause !== null && <PauseNote snapshot={snapshot} />}
      {isOpen && <Files snapshot={snapshot} summary={summary} />}
      <Announcer latest={snapshot.latest} summary={summary} headline={title} />
    </section>
  );

  function headline({ pause }: UploadSnapshot, counts: UploadSummary): string {
    if (pause === "person") return upload.summary.halted(counts.open);
    if (pause !== null) return upload.summary.paused;
    if (counts.isResting) return upload.summary.resting;
    if (counts.open > 0) return upload.summary.going(counts.all - counts.open, counts.all);
    const parts = [
      counts.sealed > 0 && upload.summary.done(counts.sealed),
      counts.alreadyHere > 0 && upload.summary.alreadyHere(counts.alreadyHere),
      counts.refused > 0 && upload.summary.refused(counts.refused),
    ].filter((part) => part !== false);
    return parts.join(", ");
  }
}

function PauseNote({ snapshot: { pause } }: { readonly snapshot: UploadSnapshot }) {
  const { upload } = useWords();
  if (pause === null) return null;
  return (
    <output className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2 text-sm text-warn">
      <p className="min-w-0 grow">{upload.pause[pause]}</p>
      {pause === "kit" && <ButtonLink to="/settings/vault/kit">{upload.pause.kitAction}</ButtonLink>}
      <Button onPress={uploads.resume}>{upload.pause.resume}</Button>
    </output>
  );
}

function Files({
  snapshot,
  summary,
}: {
  readonly snapshot: UploadSnapshot;
  readonly summary: UploadSummary;
}) {
  const { upload } = useWords();
  const ordered = inOrderOfInterest(snapshot.uploads);
  const more = ordered.length - LISTED;
  return (
    <>
      <ul
        aria-label={upload.tray}
        className="min-h-0 overflow-y-auto overscroll-contain border-t border-line py-1"
      >
        {ordered.slice(0, LISTED).map((one) => (
          <UploadRow key={one.id} upload={one} />
        ))}
        {more > 0 && <li className="px-4 py-2 text-sm text-faint">{upload.moreWaiting(more)}</li>}
      </ul>
      {(summary.open > 1 || summary.retryable > 1) && (
        <footer className="flex shrink-0 justify-end gap-1 border-t border-line p-1">
          {summary.retryable > 1 && (
            <Button look="quiet" onPress={uploads.retryAll}>
              {upload.retryAll}
            </Button>
          )}
          {summary.open > 1 && (
            <Button look="quiet" onPress={uploads.cancelAll}>
              {upload.cancelAll}
            </Button>
          )}
        </footer>
      )}
    </>
  );
}

/** Of more files than this only what went wrong is read out, and how it ended. */
const READ_OUT = 5;

interface AnnouncerProps {
  readonly latest: Upload | null;
  readonly summary: UploadSummary;
  readonly headline: string;
}

/** Tells those who do not see the tray what became of the files. */
function Announcer({ latest, summary, headline }: AnnouncerProps) {
  const { upload } = useWords();
  const limits = useInstance().upload;
  const isRefused = latest?.state.kind === "refused";
  if (latest === null || (summary.all > READ_OUT && summary.open > 0 && !isRefused)) {
    return <output className="sr-only" />;
  }
  if (summary.all > READ_OUT && summary.open === 0) return <output className="sr-only">{headline}</output>;
  const { status } = uploadWords(latest, limits);
  const { name } = latest.file;
  return (
    <output className="sr-only">
      {isRefused ? upload.announceRefused(name, status) : upload.announceSettled(name, status)}
    </output>
  );
}
