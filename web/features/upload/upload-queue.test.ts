import assert from "node:assert/strict";
import { test } from "node:test";
import type { Image } from "#contract/images.ts";
import { type Answer, createUploadQueue, type Surroundings } from "./upload-queue.ts";

/** A server on a string: sendings stay open until the test answers them; seconds pass when the test says so. */
function stage(given: Partial<Surroundings> = {}) {
  const open: {
    file: File;
    answer: (answer: Answer) => Promise<void>;
    progress: (share: number) => void;
    signal: AbortSignal;
  }[] = [];
  const alarms: { seconds: number; wake: () => void }[] = [];
  const arrived: string[] = [];
  const dropped: string[] = [];
  const queue = createUploadQueue({
    uploadsAtOnce: 3,
    maxBytes: () => 1000,
    isOnline: () => true,
    send: (file, progress, signal) =>
      new Promise((resolve) => {
        open.push({
          file,
          progress,
          signal,
          answer: async (answer) => {
            resolve(answer);
            await new Promise(setImmediate);
          },
        });
      }),
    after: (seconds, wake) => {
      const alarm = { seconds, wake };
      alarms.push(alarm);
      return () => void alarms.splice(alarms.indexOf(alarm), 1);
    },
    dropped: (file) => void dropped.push(file.name),
    arrived: (image, isNew) => arrived.push(`${image.name}:${isNew}`),
    ...given,
  });
  const kinds = () => queue.snapshot().uploads.map((upload) => upload.state.kind);
  const ring = () => alarms.splice(0).forEach((alarm) => alarm.wake());
  return { queue, open, alarms, arrived, dropped, kinds, ring };
}

const picture = (name: string, sizeBytes = 10) => new File([new Uint8Array(sizeBytes)], name);
const pictures = (count: number) => Array.from({ length: count }, (_, i) => picture(`${i}.jpg`));
const created = (name: string): Answer => ({
  kind: "taken",
  image: { name } as Image,
  isDuplicate: false,
  isRestored: false,
});
const problem = (
  code: Extract<Answer, { kind: "problem" }>["code"],
  retryAfterSeconds: number | null = null,
) => ({ kind: "problem", code, retryAfterSeconds, requestId: "r1" }) as const;

test("no more than three files are under way at once, and the next follows each answer", async () => {
  const { queue, open, kinds } = stage();
  queue.add(pictures(5));
  assert.equal(open.length, 3);
  assert.deepEqual(kinds(), ["sending", "sending", "sending", "waiting", "waiting"]);
  await open[1]!.answer(created("1.jpg"));
  assert.equal(open.length, 4);
  assert.deepEqual(kinds(), ["sending", "sealed", "sending", "sending", "waiting"]);
});

test("a file over the limit and an empty one are refused without being sent", () => {
  const { queue, open } = stage();
  queue.add([picture("big.jpg", 1001), picture("none.jpg", 0), picture("fits.jpg", 1000)]);
  assert.deepEqual(
    open.map((one) => one.file.name),
    ["fits.jpg"],
  );
  const reasons = queue
    .snapshot()
    .uploads.map((upload) => upload.state.kind === "refused" && upload.state.reason);
  assert.deepEqual(reasons, ["image.too-large", "image.empty", false]);
});

test("progress is told, and all bytes sent means checking", () => {
  const { queue, open, kinds } = stage();
  queue.add(pictures(1));
  open[0]!.progress(0.4);
  assert.deepEqual(queue.snapshot().uploads[0]!.state, { kind: "sending", share: 0.4 });
  open[0]!.progress(1);
  assert.deepEqual(kinds(), ["checking"]);
});

test("a duplicate is not refused", async () => {
  const { queue, open, kinds, arrived } = stage();
  queue.add(pictures(1));
  await open[0]!.answer({
    kind: "taken",
    image: { name: "old.jpg" } as Image,
    isDuplicate: true,
    isRestored: false,
  });
  assert.deepEqual(kinds(), ["already-here"]);
  assert.deepEqual(arrived, ["old.jpg:false"]);
});

test("a busy server is asked again after the seconds it named", async () => {
  const { queue, open, alarms, kinds, ring } = stage();
  queue.add(pictures(1));
  await open[0]!.answer(problem("decoders.busy", 7));
  assert.deepEqual(queue.snapshot().uploads[0]!.state, { kind: "resting", reason: "busy" });
  assert.equal(alarms[0]!.seconds, 7);
  ring();
  assert.deepEqual(kinds(), ["sending"]);
  await open[1]!.answer(created("0.jpg"));
  assert.deepEqual(kinds(), ["sealed"]);
});

test("a file that rests leaves its place to the next one", async () => {
  const { queue, open, kinds } = stage({ uploadsAtOnce: 1 });
  queue.add(pictures(2));
  await open[0]!.answer(problem("decoders.busy", 7));
  assert.deepEqual(kinds(), ["resting", "sending"]);
});

test("a server that stays busy is believed in the end, and the person may try again", async () => {
  const { queue, open, ring } = stage();
  queue.add(pictures(1));
  for (let i = 0; i < 12; i++) {
    await open[i]!.answer(problem("decoders.busy", 1));
    ring();
  }
  assert.deepEqual(queue.snapshot().uploads[0]!.state, {
    kind: "refused",
    reason: "decoders.busy",
    canRetry: true,
    requestId: "r1",
  });
});

test("a lost connection is tried again by itself, after longer and longer waits", async () => {
  const { queue, open, alarms, ring } = stage();
  queue.add(pictures(1));
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    await open[i]!.answer({ kind: "unreachable" });
    waits.push(alarms[0]!.seconds);
    ring();
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30]);
});

test("without a network nothing is tried until it is back", async () => {
  let online = false;
  const { queue, open, alarms, kinds } = stage({ isOnline: () => online });
  queue.add(pictures(1));
  await open[0]!.answer({ kind: "unreachable" });
  assert.equal(alarms.length, 0);
  assert.deepEqual(kinds(), ["resting"]);
  online = true;
  queue.reconnect();
  assert.deepEqual(kinds(), ["sending"]);
});

test("the return of the network calls off the wait, so that nothing is sent twice", async () => {
  const { queue, open, alarms } = stage();
  queue.add(pictures(1));
  await open[0]!.answer({ kind: "unreachable" });
  queue.reconnect();
  assert.equal(alarms.length, 0);
  assert.equal(open.length, 2);
});

for (const [code, reason] of [
  ["session.required", "signed-out"],
  ["vault.locked", "locked"],
  ["vault.kit-required", "kit"],
] as const) {
  test(`${code} holds the whole queue until it is resumed, and loses nothing`, async () => {
    const { queue, open, kinds } = stage({ uploadsAtOnce: 1 });
    queue.add(pictures(2));
    await open[0]!.answer(problem(code));
    assert.equal(queue.snapshot().pause, reason);
    assert.deepEqual(kinds(), ["waiting", "waiting"]);
    queue.add(pictures(1));
    assert.equal(open.length, 1);
    queue.resume();
    assert.deepEqual(kinds(), ["sending", "waiting", "waiting"]);
  });
}

test("a file that is no picture is refused for good, a crashed decoder is not", async () => {
  const { queue, open, kinds } = stage();
  queue.add(pictures(2));
  await open[0]!.answer(problem("image.unsupported"));
  await open[1]!.answer(problem("image.decoder-crash"));
  queue.retryAll();
  assert.deepEqual(kinds(), ["refused", "sending"]);
});

test("a file that can no longer be read is told as such", async () => {
  const { queue, open } = stage();
  queue.add(pictures(1));
  await open[0]!.answer({ kind: "unreadable" });
  const { state } = queue.snapshot().uploads[0]!;
  assert.equal(state.kind === "refused" && state.reason, "file-unreadable");
});

test("a cancelled file is aborted, leaves the list, and its late answer changes nothing", async () => {
  const { queue, open, arrived } = stage({ uploadsAtOnce: 1 });
  queue.add(pictures(2));
  queue.cancel(queue.snapshot().uploads[0]!.id);
  assert.ok(open[0]!.signal.aborted);
  assert.equal(open.length, 2);
  await open[0]!.answer(created("0.jpg"));
  open[0]!.progress(1);
  assert.deepEqual(arrived, []);
  assert.equal(queue.snapshot().uploads.length, 1);
  assert.equal(queue.snapshot().uploads[0]!.state.kind, "sending");
});

test("a cancelled file that rested does not wake up again", async () => {
  const { queue, open, alarms } = stage();
  queue.add(pictures(1));
  await open[0]!.answer({ kind: "unreachable" });
  queue.cancelAll();
  assert.equal(alarms.length, 0);
  assert.deepEqual(queue.snapshot(), { uploads: [], pause: null, latest: null });
});

test("what is under way cannot be dismissed, what is settled cannot be cancelled", async () => {
  const { queue, open, kinds } = stage();
  queue.add(pictures(2));
  await open[0]!.answer(created("0.jpg"));
  const [done, going] = queue.snapshot().uploads;
  queue.dismiss(going!.id);
  queue.cancel(done!.id);
  assert.deepEqual(kinds(), ["sealed", "sending"]);
  queue.dismissSettled();
  assert.deepEqual(kinds(), ["sending"]);
});

test("a limit that is not known yet refuses nothing", () => {
  const { queue, kinds } = stage({ maxBytes: () => null });
  queue.add([picture("big.jpg", 5000)]);
  assert.deepEqual(kinds(), ["sending"]);
});

test("a lock holds everything at once and what was under way is sent anew", async () => {
  const { queue, open, alarms, kinds } = stage({ uploadsAtOnce: 2 });
  queue.add(pictures(3));
  await open[0]!.answer({ kind: "unreachable" });
  queue.hold("locked");
  assert.deepEqual(kinds(), ["waiting", "waiting", "waiting"]);
  assert.ok(open[1]!.signal.aborted && open[2]!.signal.aborted);
  assert.equal(alarms.length, 0);
  queue.resume();
  assert.deepEqual(kinds(), ["sending", "sending", "waiting"]);
});

test("holding an idle queue leaves it idle", () => {
  const { queue } = stage();
  queue.hold("locked");
  assert.equal(queue.snapshot().pause, null);
});

test("the file settled last is named, whatever its place in the list", async () => {
  const { queue, open } = stage();
  queue.add(pictures(3));
  await open[2]!.answer(created("2.jpg"));
  await open[0]!.answer(problem("image.malformed"));
  assert.equal(queue.snapshot().latest!.file.name, "0.jpg");
  queue.dismissSettled();
  assert.equal(queue.snapshot().latest, null);
});

test("a picture that came out of the trash says so", async () => {
  const { queue, open } = stage();
  queue.add([picture("old.jpg")]);
  const image = { name: "old.jpg" } as Image;
  await open[0]!.answer({ kind: "taken", image, isDuplicate: true, isRestored: true });
  assert.deepEqual(queue.snapshot().uploads[0]!.state, { kind: "already-here", image, isRestored: true });
});

test("a receipt of other bytes is told, shows the picture that was kept, and can be tried again", async () => {
  const { queue, open, arrived, kinds } = stage();
  queue.add([picture("a.jpg")]);
  await open[0]!.answer({ kind: "differs", image: { name: "a.jpg" } as Image });
  const { state } = queue.snapshot().uploads[0]!;
  assert.deepEqual(state, { kind: "refused", reason: "receipt-differs", canRetry: true, requestId: null });
  assert.deepEqual(arrived, ["a.jpg:false"]);
  queue.retryAll();
  assert.deepEqual(kinds(), ["sending"]);
});

test("what the server has of a file is dropped when the person cancels it, and not when the queue holds", async () => {
  const { queue, open, dropped } = stage();
  queue.add([picture("held.jpg"), picture("sealed.jpg"), picture("cancelled.jpg")]);
  await open[1]!.answer(created("sealed.jpg"));
  queue.hold("locked");
  queue.dismissSettled();
  assert.deepEqual(dropped, []);
  queue.cancel(3);
  assert.deepEqual(dropped, ["cancelled.jpg"]);
});

test("a part at the wrong place and too many open files are tried again by themselves", async () => {
  for (const code of ["upload.offset-wrong", "upload.too-many"] as const) {
    const { queue, open, kinds, ring } = stage();
    queue.add([picture("a.jpg")]);
    await open[0]!.answer(problem(code));
    assert.deepEqual(kinds(), ["resting"], code);
    ring();
    assert.deepEqual(kinds(), ["sending"], code);
  }
});

test("what the person halted waits for the person, though the vault is locked and unlocked meanwhile", async () => {
  const { queue, open, kinds } = stage();
  queue.add(pictures(2));
  queue.hold("person");
  assert.equal(queue.snapshot().pause, "person");
  assert.deepEqual(kinds(), ["waiting", "waiting"]);
  queue.hold("locked");
  assert.equal(queue.snapshot().pause, "person");
  queue.resume();
  assert.equal(open.length, 4);
  await open[2]?.answer(created("a"));
  assert.deepEqual(kinds(), ["sealed", "sending"]);
});

test("thousands of files keep their order and their answers, those taken out in between left out", async () => {
  const { queue, open } = stage({ uploadsAtOnce: 2000 });
  queue.add(pictures(2000));
  for (let id = 2; id <= 2000; id += 2) queue.cancel(id);
  await Promise.all(open.filter((_, i) => i % 2 === 0).map((one) => one.answer(created(one.file.name))));
  const { uploads } = queue.snapshot();
  assert.equal(uploads.length, 1000);
  assert.ok(uploads.every(({ id, state }) => id % 2 === 1 && state.kind === "sealed"));
  assert.ok(uploads.every((one) => one.state.kind === "sealed" && one.state.image.name === one.file.name));
});
