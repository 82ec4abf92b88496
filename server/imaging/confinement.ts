// Judges what a decoder reports about itself before it is given its first picture: it has tried, from its main
// thread and from a worker, everything a decoder must not be able to do. One success, and Safelight does not serve.

import { ProtocolBroken } from "./decoder-frames.ts";

/** A decoder was able to do what it must not. `escapes` names the attempts that succeeded, by thread. */
export class ConfinementBroken extends Error {
  override readonly name = "ConfinementBroken";
  readonly escapes: readonly string[];

  constructor(escapes: readonly string[]) {
    super(`The picture decoder is not confined: it could ${escapes.join(", ")}`);
    this.escapes = escapes;
  }
}

/** There can be no native decoders here. The message says what to do about it. */
export class NativeDecoderRefused extends Error {
  override readonly name = "NativeDecoderRefused";

  constructor(needs: string, options?: ErrorOptions) {
    super(
      `SAFELIGHT_DECODER=native needs ${needs}. Or leave SAFELIGHT_DECODER out: the decoders in WebAssembly are slower, and run everywhere.`,
      options,
    );
  }
}

/**
 * Returns when the self-probe in a decoder's first words found no way out.
 * Throws ConfinementBroken when it found one, ProtocolBroken when the words are not a report.
 */
export function checkSelfProbe(header: Readonly<Record<string, unknown>>): void {
  const report = header["escapes"];
  if (header["kind"] !== "ready" || typeof report !== "object" || report === null) {
    throw new ProtocolBroken("no self-probe");
  }
  const escapes = (["main", "worker"] as const).flatMap((thread) => {
    const names: unknown = (report as Readonly<Record<string, unknown>>)[thread];
    if (!Array.isArray(names)) throw new ProtocolBroken("no self-probe");
    return names.map((name) => `${String(name)} (${thread})`);
  });
  if (escapes.length > 0) throw new ConfinementBroken(escapes);
}
