import { useEffect, useSyncExternalStore } from "react";

function subscribe(changed: () => void): () => void {
  document.addEventListener("fullscreenchange", changed);
  return () => document.removeEventListener("fullscreenchange", changed);
}

/** The whole page on the whole screen, so that messages and menus come along. `canFill` is false where browsers refuse. */
export function useFullScreen(): { isFull: boolean; canFill: boolean; toggle: () => void } {
  const isFull = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  useEffect(
    () => () => {
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    },
    [],
  );
  return {
    isFull,
    canFill: document.fullscreenEnabled,
    toggle: () => {
      const change = isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen();
      // Browsers may say no, and then nothing has changed.
      change.catch(() => undefined);
    },
  };
}
