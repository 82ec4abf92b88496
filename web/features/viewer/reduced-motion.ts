import { useSyncExternalStore } from "react";

const wish = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-reduced-motion: reduce)");

/** Whether the person asked their system for less motion. */
export function prefersReducedMotion(): boolean {
  return wish?.matches ?? false;
}

function subscribe(changed: () => void): () => void {
  wish?.addEventListener("change", changed);
  return () => wish?.removeEventListener("change", changed);
}

export function useReducedMotion(): boolean {
  return useSyncExternalStore(subscribe, prefersReducedMotion);
}
