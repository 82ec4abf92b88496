import { useId } from "react";
import { useWords, type Words } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

// Every key there is, by where it works. A key that is added to a page is added here.

type Cap = keyof Words["keys"]["caps"] | "?" | "/" | "+" | "−" | "0" | "A" | "D" | "F" | "I" | "R" | "Z";
type Group = keyof Words["keys"]["groups"];
/** Keys that do the same, each pressed together as listed, and what they do. */
type Row = readonly [does: keyof Words["keys"]["does"], ...keys: readonly (readonly Cap[])[]];

const KEYS: Readonly<Record<Group, readonly Row[]>> = {
  gallery: [
    ["move", ["arrows"]],
    ["open", ["enter"]],
    ["select", ["space"]],
    ["extend", ["shift", "arrows"]],
    ["all", ["control", "A"]],
    ["unselect", ["escape"]],
    ["trash", ["delete"]],
    ["undo", ["control", "Z"]],
    ["years", ["pageUp"], ["pageDown"]],
  ],
  albums: [
    ["open", ["enter"]],
    ["box", ["space"]],
    ["all", ["control", "A"]],
    ["unselect", ["escape"]],
    ["undo", ["control", "Z"]],
  ],
  search: [
    ["search", ["/"]],
    ["clear", ["escape"]],
    ["open", ["enter"]],
  ],
  viewer: [
    ["turn", ["arrows"]],
    ["ends", ["home"], ["end"]],
    ["zoom", ["+"], ["−"], ["0"]],
    ["pan", ["shift", "arrows"]],
    ["details", ["I"]],
    ["favourite", ["F"]],
    ["rotate", ["R"]],
    ["slideshow", ["space"]],
    ["trash", ["D"], ["delete"]],
    ["undo", ["control", "Z"]],
    ["back", ["escape"]],
  ],
  everywhere: [
    ["help", ["?"]],
    ["next", ["tab"]],
    ["close", ["escape"]],
    ["skip", ["tab"]],
  ],
};

interface KeysDialogProps {
  readonly path: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeysDialog({ path, isOpen, onClose }: KeysDialogProps) {
  const { keys, shell } = useWords();
  return (
    <Dialog title={keys.title} isOpen={isOpen} onClose={onClose}>
      <p className="text-soft">{keys.lead}</p>
      {groupsOf(path).map((group) => (
        <KeyGroup key={group} group={group} />
      ))}
      <Button look="outline" onPress={onClose} className="justify-self-start">
        {shell.close}
      </Button>
    </Dialog>
  );
}

/** Those of the page that is open come first; those of other pages are listed as well, to be learnt. */
function groupsOf(path: string): readonly Group[] {
  const all: readonly Group[] = ["gallery", "viewer", "albums", "search", "everywhere"];
  const here = groupOf(path);
  return [here, ...all.filter((group) => group !== here)];
}

function groupOf(path: string): Group {
  if (path.startsWith("/gallery/")) return "viewer";
  if (path === "/gallery") return "gallery";
  if (path.startsWith("/albums") || path === "/favourites") return "albums";
  return path === "/search" ? "search" : "everywhere";
}

function KeyGroup({ group }: { readonly group: Group }) {
  const { keys } = useWords();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="font-medium">
        {keys.groups[group]}
      </h3>
      <dl className="mt-1">
        {KEYS[group].map(([does, ...ways]) => (
          <div key={does} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1.5">
            <dd className="order-2 text-soft">{keys.does[does]}</dd>
            <dt className="order-1 flex flex-wrap items-center gap-1.5">
              {ways.map((caps, at) => (
                <span key={caps.join("+")} className="flex items-center gap-1">
                  {at > 0 && <span className="mr-0.5 text-sm text-faint">{keys.or}</span>}
                  {caps.map((cap) => (
                    <kbd
                      key={cap}
                      className="rounded-md border border-edge bg-sunken px-2 py-0.5 font-mono text-sm"
                    >
                      {cap in keys.caps ? keys.caps[cap as keyof typeof keys.caps] : cap}
                    </kbd>
                  ))}
                </span>
              ))}
            </dt>
          </div>
        ))}
      </dl>
    </section>
  );
}
