import type { Image } from "#contract/images.ts";
import type { ProblemCode } from "#contract/problems.ts";
import { afterProblem, backoffSeconds, type PauseReason, type RestReason } from "./upload-rules.ts";

// The files on their way to the server, as a state machine without a screen or a network of its own:
// it decides what is sent when, what is tried again by itself, and what waits for the person.

/** The server's reason, or one that shows on this side only. */
export type RefusalReason = ProblemCode | "file-unreadable" | "receipt-differs";

export type UploadState =
  | { readonly kind: "waiting" }
  /** Share of the file that has left, 0 to 1. */
  | { readonly kind: "sending"; readonly share: number }
  /** All bytes are there; the server checks, cleans and seals. */
  | { readonly kind: "checking" }
  /** Tried again by itself, at the latest after some seconds. */
  | { readonly kind: "resting"; readonly reason: RestReason }
  | { readonly kind: "sealed"; readonly image: Image }
  /** `isRestored`: it lay in the trash, and is back. */
  | { readonly kind: "already-here"; readonly image: Image; readonly isRestored: boolean }
  | {
      readonly kind: "refused";
      readonly reason: RefusalReason;
      readonly canRetry: boolean;
      readonly requestId: string | null;
    };

export interface Upload {
  readonly id: number;
  readonly file: File;
  readonly state: UploadState;
  /** How often it was sent without an answer that settles it. */
  readonly attempts: number;
}

/** How one sending ended. */
export type Answer =
  | {
      readonly kind: "taken";
      readonly image: Image;
      readonly isDuplicate: boolean;
      readonly isRestored: boolean;
    }
  /** A picture was kept, of other bytes than were sent. */
  | { readonly kind: "differs"; readonly image: Image }
  | {
      readonly kind: "problem";
      readonly code: ProblemCode;
      readonly retryAfterSeconds: number | null;
      readonly requestId: string | null;
    }
  | { readonly kind: "unreachable" }
  | { readonly kind: "unreadable" };

export interface Surroundings {
  /** Sends one file; never rejects. `progress` gets shares from 0 to 1, 1 meaning that all bytes have left. */
  readonly send: (file: File, progress: (share: number) => void, signal: AbortSignal) => Promise<Answer>;
  readonly uploadsAtOnce: number;
  /** The largest file that is taken, in bytes; null while unknown. */
  readonly maxBytes: () => number | null;
  readonly isOnline: () => boolean;
  /** Calls back once after some seconds; returns what calls that off. */
  readonly after: (seconds: number, wake: () => void) => () => void;
  /** The person took a file out before it was settled: what is there of it is not wanted. */
  readonly dropped: (file: File) => void;
  /** A picture is in the vault; `isNew` is false for a duplicate. */
  readonly arrived: (image: Image, isNew: boolean) => void;
}

export interface UploadSnapshot {
  readonly uploads: readonly Upload[];
  /** Why nothing is sent until `resume` is called. */
  readonly pause: PauseReason | null;
  /** The file that was settled last, as long as it is listed. */
  readonly latest: Upload | null;
}

export interface UploadQueue {
  readonly snapshot: () => UploadSnapshot;
  /** @returns what ends the subscription. */
  readonly subscribe: (changed: () => void) => () => void;
  readonly add: (files: readonly File[]) => void;
  /** Stops a file that is not settled and takes it out. */
  readonly cancel: (id: number) => void;
  readonly cancelAll: () => void;
  readonly retry: (id: number) => void;
  /** Every refused file for which another try makes sense. */
  readonly retryAll: () => void;
  /** Takes a settled file out of the list. */
  readonly dismiss: (id: number) => void;
  readonly dismissSettled: () => void;
  /** Nothing can be sent until the person has done something: what is under way is sent anew afterwards. */
  readonly hold: (reason: PauseReason) => void;
  /** The way is free again: signed in, unlocked, code saved. */
  readonly resume: () => void;
  /** The network is back: what rests for want of it goes at once. */
  readonly reconnect: () => void;
}

export function isSettled(state: UploadState): boolean {
  return state.kind === "sealed" || state.kind === "already-here" || state.kind === "refused";
}

/** An empty queue. It holds files only in memory. */
export function createUploadQueue(around: Surroundings): UploadQueue {
  let current: UploadSnapshot = { uploads: [], pause: null, latest: null };
  let nextId = 1;
  const listeners = new Set<() => void>();
  const flights = new Map<number, AbortController>();
  const rests = new Map<number, () => void>();

  const publish = (next: Partial<UploadSnapshot>) => {
    current = { ...current, ...next };
    for (const changed of listeners) changed();
  };
  /** Where a file stands in the list, which is in the order of ids: thousands of them must not be searched through. */
  const placeOf = (id: number): number => {
    let [from, to] = [0, current.uploads.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (current.uploads[middle]!.id < id) from = middle + 1;
      else to = middle;
    }
    return current.uploads[from]?.id === id ? from : -1;
  };
  const find = (id: number) => current.uploads[placeOf(id)];
  const change = (id: number, state: UploadState, attempts?: number) => {
    const at = placeOf(id);
    const upload = current.uploads[at];
    if (upload === undefined) return;
    const changed = { ...upload, state, attempts: attempts ?? upload.attempts };
    publish({
      uploads: current.uploads.with(at, changed),
      ...(isSettled(state) && { latest: changed }),
    });
  };
  const refuse = (id: number, reason: RefusalReason, canRetry: boolean, requestId: string | null = null) =>
    change(id, { kind: "refused", reason, canRetry, requestId });

  const release = (id: number) => {
    flights.get(id)?.abort();
    flights.delete(id);
    rests.get(id)?.();
    rests.delete(id);
  };

  const rest = (upload: Upload, reason: RestReason, seconds: number) => {
    change(upload.id, { kind: "resting", reason }, upload.attempts + 1);
    // Without a network there is nothing to wait for but its return.
    if (reason === "connection" && !around.isOnline()) return;
    rests.set(
      upload.id,
      around.after(seconds, () => wake(upload.id)),
    );
  };

  const wake = (id: number) => {
    rests.delete(id);
    if (find(id)?.state.kind !== "resting") return;
    change(id, { kind: "waiting" });
    fill();
  };

  const settle = (upload: Upload, answer: Answer) => {
    if (answer.kind === "taken") {
      const { image, isDuplicate, isRestored } = answer;
      change(
        upload.id,
        isDuplicate ? { kind: "already-here", image, isRestored } : { kind: "sealed", image },
      );
      around.arrived(image, !isDuplicate);
      return;
    }
    if (answer.kind === "differs") {
      refuse(upload.id, "receipt-differs", true);
      around.arrived(answer.image, false);
      return;
    }
    if (answer.kind === "unreadable") return refuse(upload.id, "file-unreadable", false);
    if (answer.kind === "unreachable") return rest(upload, "connection", backoffSeconds(upload.attempts));
    const course = afterProblem(answer.code, upload.attempts);
    if (course.kind === "refuse") return refuse(upload.id, answer.code, course.canRetry, answer.requestId);
    if (course.kind === "rest") {
      return rest(upload, course.reason, answer.retryAfterSeconds ?? backoffSeconds(upload.attempts));
    }
    change(upload.id, { kind: "waiting" });
    publish({ pause: course.reason });
  };

  const start = (upload: Upload) => {
    const flight = new AbortController();
    flights.set(upload.id, flight);
    change(upload.id, { kind: "sending", share: 0 });
    const progress = (share: number) => {
      if (flight.signal.aborted) return;
      change(upload.id, share >= 1 ? { kind: "checking" } : { kind: "sending", share });
    };
    void around.send(upload.file, progress, flight.signal).then((answer) => {
      if (flight.signal.aborted) return;
      flights.delete(upload.id);
      settle(upload, answer);
      fill();
    });
  };

  const fill = () => {
    while (current.pause === null && flights.size < around.uploadsAtOnce) {
      const next = current.uploads.find((upload) => upload.state.kind === "waiting");
      if (next === undefined) return;
      const maxBytes = around.maxBytes();
      if (next.file.size === 0) refuse(next.id, "image.empty", false);
      else if (maxBytes !== null && next.file.size > maxBytes) refuse(next.id, "image.too-large", false);
      else start(next);
    }
  };

  const remove = (gone: (upload: Upload) => boolean) => {
    for (const upload of current.uploads) {
      if (!gone(upload)) continue;
      release(upload.id);
      if (!isSettled(upload.state)) around.dropped(upload.file);
    }
    const { latest } = current;
    publish({
      uploads: current.uploads.filter((upload) => !gone(upload)),
      latest: latest === null || gone(latest) ? null : latest,
    });
    if (current.uploads.every((upload) => isSettled(upload.state))) publish({ pause: null });
    fill();
  };

  const retryWhere = (wanted: (upload: Upload) => boolean) => {
    publish({
      uploads: current.uploads.map((upload) =>
        upload.state.kind === "refused" && upload.state.canRetry && wanted(upload)
          ? { ...upload, state: { kind: "waiting" }, attempts: 0 }
          : upload,
      ),
    });
    fill();
  };

  return {
    snapshot: () => current,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    add: (files) => {
      const added = files.map(
        (file): Upload => ({ id: nextId++, file, state: { kind: "waiting" }, attempts: 0 }),
      );
      publish({ uploads: [...current.uploads, ...added] });
      fill();
    },
    cancel: (id) => remove((upload) => upload.id === id && !isSettled(upload.state)),
    cancelAll: () => remove((upload) => !isSettled(upload.state)),
    retry: (id) => retryWhere((upload) => upload.id === id),
    retryAll: () => retryWhere(() => true),
    dismiss: (id) => remove((upload) => upload.id === id && isSettled(upload.state)),
    dismissSettled: () => remove((upload) => isSettled(upload.state)),
    hold: (reason) => {
      // What the person halted stays halted, whatever else comes in the way.
      if (current.pause === "person") return;
      for (const upload of current.uploads) {
        if (isSettled(upload.state) || upload.state.kind === "waiting") continue;
        release(upload.id);
        change(upload.id, { kind: "waiting" });
      }
      if (current.uploads.some((upload) => !isSettled(upload.state))) publish({ pause: reason });
    },
    resume: () => {
      publish({ pause: null });
      fill();
    },
    reconnect: () => {
      for (const upload of current.uploads) {
        if (upload.state.kind !== "resting" || upload.state.reason !== "connection") continue;
        rests.get(upload.id)?.();
        wake(upload.id);
      }
    },
  };
}
