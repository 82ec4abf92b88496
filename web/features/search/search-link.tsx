import { Link, useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect } from "react";
import { useWords } from "../../copy/words.ts";

/** Leads to the search from anywhere, as the key `/` does: an icon, and where there is room it says what it is. */
export function SearchLink() {
  const { search } = useWords();
  const navigate = useNavigate();
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return;
      if ((event.target as HTMLElement).closest("input,textarea,select,[contenteditable],[role=dialog]"))
        return;
      event.preventDefault();
      const field = document.querySelector<HTMLInputElement>("[data-search-field]");
      if (field === null) void navigate({ to: "/search" });
      else field.focus();
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  }, [navigate]);
  return (
    <Link
      to="/search"
      aria-keyshortcuts="/"
      className="flex size-11 items-center justify-center gap-2 rounded-lg text-soft hover:text-ink xl:w-44 xl:justify-start xl:border xl:border-line xl:bg-sunken xl:px-3 data-[status=active]:hidden [&_svg]:size-5 xl:[&_svg]:size-4"
    >
      <Search aria-hidden="true" />
      <span className="sr-only grow xl:not-sr-only">{search.link}</span>
      <kbd
        aria-hidden="true"
        className="hidden rounded border border-line px-1.5 text-xs text-faint xl:block"
      >
        /
      </kbd>
    </Link>
  );
}
