import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../../copy/words.ts";
import { IconButton } from "../button.tsx";
import { useRootMark } from "../use-root-mark.ts";

interface SelectionToolbarProps {
  readonly clear: () => void;
  /** What is chosen, in words. */
  readonly summary: ReactNode;
  /** What can be done with it. */
  readonly children: ReactNode;
}

/** The bar over the lower edge of the page while pictures are chosen. */
export function SelectionToolbar({ clear, summary, children }: SelectionToolbarProps) {
  const { selection: words } = useWords().gallery;
  useRootMark("selection bar");
  return (
    <div
      role="toolbar"
      aria-label={words.bar}
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+0.75rem)] z-40 mx-auto flex max-w-md items-center gap-0.5 rounded-2xl border border-line bg-raised p-1.5 shadow-float md:bottom-6 md:max-w-xl"
    >
      <IconButton label={words.clear} onPress={clear}>
        <X />
      </IconButton>
      <output className="grid min-w-0 grow px-1 leading-tight font-medium tabular-nums">{summary}</output>
      {children}
    </div>
  );
}
