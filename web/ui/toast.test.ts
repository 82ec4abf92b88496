import assert from "node:assert/strict";
import { before, test } from "node:test";
import { PROBLEMS } from "../../contract/problems.ts";
import { ProblemError } from "../api/problem-error.ts";
import { loadWords } from "../copy/words.ts";
import { connectToasts, type ToastContent, toast } from "./toast.ts";

before(() => loadWords("en"));

function connected(): ToastContent[] {
  const shown: ToastContent[] = [];
  connectToasts({
    show: (content) => shown.push(content),
    close: (content) => shown.splice(shown.indexOf(content), 1),
    clear: () => shown.splice(0),
  });
  return shown;
}

test("what was said before anything could draw is drawn then, but not what was taken back", () => {
  toast.success("kept");
  const takeBack = toast.success("taken back");
  takeBack();
  assert.deepEqual(
    connected().map(({ title }) => title),
    ["kept"],
  );
});

test("a problem stays until it is dismissed and names the request", () => {
  const shown = connected();
  const { title, status } = PROBLEMS["storage.full"];
  const type = "urn:safelight:problem:storage.full";
  toast.problem(new ProblemError({ type, title, status, code: "storage.full", instance: "req-7" }));
  assert.equal(shown[0]?.requestId, "req-7");
  assert.equal(shown[0]?.milliseconds, undefined);
});

test("a success goes by itself, later when there is something to click", () => {
  const shown = connected();
  toast.success("done");
  toast.success("done", { action: { label: "Undo", run: () => undefined } });
  const [plain, withAction] = shown.map(({ milliseconds }) => milliseconds ?? 0);
  assert.ok(plain && withAction && plain < withAction);
});
