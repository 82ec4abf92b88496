import { useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { watchKeysWanted } from "./keys-wanted.ts";

const KeysDialog = lazy(() => import("./keys-dialog.tsx").then((module) => ({ default: module.KeysDialog })));

/** Where "?" is a letter like any other. */
const TYPING = "input, textarea, select, [contenteditable=true]";

/** Shows the keys at "?", those of the page that is open first. */
export function KeysHelp() {
  const [isOpen, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => {
    const open = () => {
      setWasOpen(true);
      setOpen(true);
    };
    const typed = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      event.preventDefault();
      open();
    };
    document.addEventListener("keydown", typed);
    const stop = watchKeysWanted(open);
    return () => {
      document.removeEventListener("keydown", typed);
      stop();
    };
  }, []);
  if (!wasOpen) return null;
  return (
    <Suspense>
      <KeysDialog path={path} isOpen={isOpen} onClose={() => setOpen(false)} />
    </Suspense>
  );
}
