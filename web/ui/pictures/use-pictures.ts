import { useEffect, useReducer, useState, useSyncExternalStore } from "react";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { loadedVersion, watchDoubts, watchLoaded } from "../../api/loaded-pictures.ts";
import type { PictureLoader, Stretch } from "../../api/picture-loader.ts";
import { pictureLoader } from "../../api/pictures.ts";

/** Draws again whenever the pictures in memory change. */
export function useLoadedPictures(): number {
  return useSyncExternalStore(watchLoaded, loadedVersion);
}

/**
 * Loads the details of what this component shows, for as long as it lives; the most urgent stretch first. What
 * failed is tried again by itself when the server is back.
 * @param patience milliseconds to wait for whether it is still wanted then
 */
export function usePictureLoader(stretches: readonly Stretch[], patience?: () => number): PictureLoader {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [loader] = useState(() => pictureLoader(draw));
  useEffect(() => {
    const timer = setTimeout(() => loader.want(stretches), patience?.() ?? 0);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    const unwatch = watchConnection(() => readConnection() === "online" && loader.retry());
    const trust = watchDoubts(loader.again);
    return () => {
      unwatch();
      trust();
      loader.stop();
    };
  }, [loader]);
  return loader;
}
