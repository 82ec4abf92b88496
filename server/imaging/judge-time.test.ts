import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeTime } from "./judge-time.ts";

const limits = { seconds: 10, patienceSeconds: 60 };
const spent = (usedSeconds: number, waitedSeconds: number | null = 0) => ({ usedSeconds, waitedSeconds });

test("a decoder that used its processor time is out of time, however little has passed on the wall", () => {
  assert.equal(judgeTime(limits, 4, spent(10)), "timeout");
  assert.equal(judgeTime(limits, 59, spent(10, 49)), "timeout");
  assert.equal(judgeTime(limits, 9.9, spent(9.9)), null);
});

test("time in line for the processor is not held against a picture, and does not go on for ever", () => {
  assert.equal(judgeTime(limits, 11, spent(2, 9)), null);
  assert.equal(judgeTime(limits, 59, spent(2, 57)), null);
  assert.equal(judgeTime(limits, 60, spent(2, 58)), "stalled");
});

test("standing still with the processor free is the picture's fault, at the limit on the wall", () => {
  assert.equal(judgeTime(limits, 9, spent(0)), null);
  assert.equal(judgeTime(limits, 10, spent(0)), "timeout");
  assert.equal(judgeTime(limits, 30, spent(9, 5)), "timeout");
});

test("where the system does not tell, the wall decides; where it tells half, waiting is believed", () => {
  assert.equal(judgeTime(limits, 9.9, null), null);
  assert.equal(judgeTime(limits, 10, null), "timeout");
  assert.equal(judgeTime(limits, 59, spent(1, null)), null);
  assert.equal(judgeTime(limits, 60, spent(1, null)), "stalled");
});
