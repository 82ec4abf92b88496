import { useEffect, useRef, useState } from "react";
import { startWorker } from "../../ui/start-worker.ts";
// oxlint-disable-next-line import/default -- what the build makes of `?worker&url` is an address, not that module.
import workerAddress from "./guess-password.ts?worker&url";

/** 0 to 4; the server refuses what is below 3. */
export type Strength = 0 | 1 | 2 | 3 | 4;

/** What the worker is asked. */
export interface ToGuess {
  readonly password: string;
  readonly ownWords: readonly string[];
}

/** What the worker answers. */
export interface Guessed {
  readonly password: string;
  readonly strength: Strength;
}

/** Estimates pile up behind a quick typist; a short rest lets all but the last go. */
const REST_MILLISECONDS = 120;

/**
 * How hard `password` is to guess; null until that is known. Without the estimator the rules are still shown, and
 * the server has the last word anyway.
 */
export function useStrength(password: string, ownWords: readonly string[]): Strength | null {
  const [guessed, setGuessed] = useState<Guessed | null>(null);
  const worker = useRef<Worker | null>(null);
  const ownText = ownWords.join(" ");

  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = null;
    },
    [],
  );

  useEffect(() => {
    if (password === "") return;
    worker.current ??= listening(startWorker(workerAddress), setGuessed);
    const asked: ToGuess = { password, ownWords: [ownText] };
    const rest = setTimeout(() => worker.current?.postMessage(asked), REST_MILLISECONDS);
    return () => clearTimeout(rest);
  }, [password, ownText]);

  return guessed?.password === password ? guessed.strength : null;
}

function listening(worker: Worker, onGuessed: (guessed: Guessed) => void): Worker {
  worker.addEventListener("message", ({ data }: MessageEvent<Guessed>) => onGuessed(data));
  return worker;
}
