// Lines of the log, written together: one at a time, they take longer than a thumbnail. Those that wait are kept apart
// until they are written, since a text that grows line by line is copied again for each of them.

/** What takes text at once, and is done with it when it returns. */
export interface LineSink {
  write(text: string): unknown;
  flushSync(): void;
}

export interface GatheredLines extends LineSink {
  /** Writes what waits, and gathers nothing any more: what comes after is written at once. */
  end(): void;
}

export interface GatherBounds {
  /** So many letters are written at once. */
  readonly letters: number;
  /** Nothing waits longer. */
  readonly milliseconds: number;
}

export function gatheredLines(sink: LineSink, { letters, milliseconds }: GatherBounds): GatheredLines {
  let waiting: string[] = [];
  let lettersWaiting = 0;
  let hasEnded = false;

  function writeAll(): void {
    if (waiting.length === 0) return;
    const text = waiting.join("");
    waiting = [];
    lettersWaiting = 0;
    sink.write(text);
  }

  const timer = setInterval(writeAll, milliseconds);
  timer.unref();
  return {
    write(line) {
      waiting.push(line);
      lettersWaiting += line.length;
      if (hasEnded || lettersWaiting >= letters) writeAll();
    },
    flushSync() {
      writeAll();
      sink.flushSync();
    },
    end() {
      hasEnded = true;
      clearInterval(timer);
      writeAll();
      sink.flushSync();
    },
  };
}
