import assert from "node:assert/strict";
import { test } from "node:test";
import { PROBLEMS } from "../../contract/problems.ts";
import { isProblem, readProblem } from "./problem-error.ts";

const none = new Headers();
const sent = (fields: object) => JSON.stringify({ title: "x", ...fields });

test("a problem keeps its code, its request and where the faults lie", () => {
  const errors = [{ path: "body.password", reason: "guessable" }];
  const text = sent({ code: "password.refused", instance: "req-1", errors });
  const { problem } = readProblem(422, text, none);
  assert.equal(problem.code, "password.refused");
  assert.equal(problem.instance, "req-1");
  assert.deepEqual(problem.errors, errors);
});

test("a proxy's page in place of an answer still becomes a problem with words", () => {
  const { problem } = readProblem(502, "<html>Bad gateway</html>", new Headers({ "x-request-id": "req-2" }));
  assert.equal(problem.code, "unavailable");
  assert.equal(problem.instance, "req-2");
});

test("a code that this client does not know is judged by its status", () => {
  assert.equal(readProblem(423, sent({ code: "vault.from-the-future" }), none).problem.code, "vault.locked");
  assert.equal(readProblem(418, sent({ code: "toString" }), none).problem.code, "request.invalid");
});

test("what is not a list of faults is left out, whatever it is", () => {
  for (const errors of ["no", [1, null, { path: 7, reason: "x" }], { path: "a", reason: "b" }]) {
    const { problem } = readProblem(400, sent({ code: "request.invalid", errors }), none);
    assert.equal(problem.errors, undefined);
  }
});

test("the wait that the server asks for is kept in seconds", () => {
  const { retryAfterSeconds } = readProblem(429, "", new Headers({ "retry-after": "30" }));
  assert.equal(retryAfterSeconds, 30);
  assert.equal(readProblem(429, "", none).retryAfterSeconds, null);
});

test("only the codes asked for are recognised", () => {
  const error = readProblem(PROBLEMS["vault.locked"].status, sent({ code: "vault.locked" }), none);
  assert.ok(isProblem(error, "session.required", "vault.locked"));
  assert.ok(!isProblem(error, "session.required"));
  assert.ok(!isProblem(new Error("vault.locked"), "vault.locked"));
});
