// Garbage is looked for rarely, since each look costs half of what the server does for an upload (decision 20). What
// lies outside the heap then stays until the next look, which at rest never comes; and what the collector frees, the C
// library keeps for itself. So when the server has rested, one look is taken, and the rest is given back to the system.

export interface MemoryAtRest {
  /** Looks once; called now and then. */
  look(): void;
}

export interface MemoryRules {
  /** Bytes that buffers hold outside the heap: while anything is done, it comes and goes. */
  readonly held: () => number;
  /** Bytes that the process takes of the machine's memory. */
  readonly resident: () => number;
  /** Milliseconds of processor time that the process has taken since it started. */
  readonly worked: () => number;
  readonly giveBack: () => void;
  /** Fewer bytes than this, since memory was last given back, are not worth it. */
  readonly worthBytes: number;
}

/** What a server at rest needs now and then for itself, against what would be worth giving back. */
const STILL = 1 / 16;
/** And of the processor between two looks, in milliseconds; photographs sent one after another take several times it. */
const IDLE_MS = 400;

/** Gives memory back when little was done and little came or went between two looks, and more lies there than then. */
export function memoryAtRest(rules: MemoryRules): MemoryAtRest {
  const { held, resident, worked, giveBack, worthBytes } = rules;
  let before = { held: Number.NaN, worked: Number.NaN };
  let left = { held: 0, resident: Number.POSITIVE_INFINITY };
  return {
    look() {
      const now = { held: held(), resident: resident() };
      const done = worked();
      const rests = Math.abs(now.held - before.held) <= worthBytes * STILL && done - before.worked <= IDLE_MS;
      before = { held: now.held, worked: done };
      left = { held: Math.min(left.held, now.held), resident: Math.min(left.resident, now.resident) };
      const lies = Math.max(now.held - left.held, now.resident - left.resident);
      if (!rests || lies < worthBytes) return;
      giveBack();
      left = { held: held(), resident: resident() };
      before = { held: left.held, worked: worked() };
    },
  };
}

/**
 * What hands all free memory of the C library back to the system (`malloc_trim` of glibc): of the 114 MB that lay there
 * after four photographs at once, 18 were in use. Null where the library has no such function.
 */
export function trimOf(): (() => void) | null {
  try {
    const { dlopen } = process.getBuiltinModule("node:ffi");
    const { functions } = dlopen(null, { malloc_trim: { arguments: ["u64"], return: "i32" } });
    return () => void functions.malloc_trim(0n);
  } catch {
    return null;
  }
}
