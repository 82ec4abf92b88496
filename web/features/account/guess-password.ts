import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";
import type { Guessed, ToGuess } from "./use-strength.ts";

// A worker that says how hard a password is to guess, by the dictionaries that the server judges with. Heavy, in
// bytes and in time: fetched only where a password is chosen, and never in the way of typing.

/** Longer texts cost the estimator much and are not guessed by it anyway; the server stops there too. */
const ESTIMATED_LENGTH = 64;

const estimator = new ZxcvbnFactory({
  dictionary: { ...common, ...english },
  graphs: adjacencyGraphs,
  useLevenshteinDistance: false,
});

addEventListener("message", ({ data }: MessageEvent<ToGuess>) => {
  const words = data.ownWords.flatMap((text) => text.toLowerCase().split(/[\s@._+-]+/));
  const own = [...words.filter((word) => word.length > 3), "safelight"];
  const { score } = estimator.check(data.password.normalize("NFC").slice(0, ESTIMATED_LENGTH), own);
  const answer: Guessed = { password: data.password, strength: score };
  postMessage(answer);
});
