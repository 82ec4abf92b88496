import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { framePieces, ProtocolBroken, readFrame } from "./decoder-frames.ts";

/** As a decoder writes it. */
function frame(header: unknown, ...buffers: readonly Buffer[]): Buffer {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(text.length);
  return Buffer.concat([prefix, text, ...buffers]);
}

test("a frame arrives whole, however the bytes are cut", () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 3 }), fc.array(fc.nat(400)), (parts, cuts) => {
      const buffers = parts.map((part) => Buffer.from(part));
      const whole = frame({ kind: "x", buffers: buffers.map(({ length }) => length) }, ...buffers);
      const edges = [...new Set([0, ...cuts.map((cut) => cut % whole.length), whole.length])].sort(
        (a, b) => a - b,
      );
      const reader = readFrame([300, 300, 300]);
      const frames = edges.slice(1).map((edge, i) => reader.push(whole.subarray(edges[i], edge)));
      const last = frames.pop();
      assert.ok(frames.every((early) => early === null));
      assert.equal(last?.header["kind"], "x");
      assert.deepEqual(last.buffers, buffers);
    }),
  );
});

test("lengths are refused before the bytes they announce are taken", () => {
  const said = (...lengths: readonly unknown[]): Buffer => frame({ buffers: lengths });
  for (const [what, bytes] of Object.entries({
    "no header": Buffer.from([0, 0, 0, 0]),
    "64 KB of header": Buffer.from([0, 0, 1, 0]),
    "4 GB of header": Buffer.from([255, 255, 255, 255]),
    "one byte too many": said(11),
    negative: said(-1),
    "half a byte": said(0.5),
    text: said("1"),
    "not a number": frame('{"buffers":[null]}'),
    infinite: frame('{"buffers":[1e999]}'),
    "beyond what is counted exactly": said(2 ** 53),
    "a buffer too many": said(1, 1),
    "no list": frame({ buffers: { length: 1 } }),
    "no buffers": frame({}),
    "no JSON": frame("developed"),
    "a list": frame([]),
    null: frame("null"),
    "a number": frame("7"),
  })) {
    assert.throws(() => readFrame([10]).push(bytes), ProtocolBroken, what);
  }
});

test("a byte after the frame breaks it", () => {
  const whole = frame({ buffers: [1] }, Buffer.from("a"));
  assert.throws(() => readFrame([1]).push(Buffer.concat([whole, Buffer.from("b")])), ProtocolBroken);
});

test("a header that names prototypes changes none", () => {
  const said = readFrame([]).push(frame('{"__proto__":{"polluted":true},"buffers":[]}'));
  assert.equal(said?.header["polluted"], undefined);
  assert.equal("polluted" in {}, false);
});

test("what is sent is a length, a header that says the body's, and the body", () => {
  const [prefix, text, body] = framePieces({ format: "png" }, Buffer.from("abc"));
  assert.equal(prefix!.readUInt32LE(), text!.length);
  assert.deepEqual(JSON.parse(text!.toString()), { format: "png", bodyBytes: 3 });
  assert.equal(body!.toString(), "abc");
  assert.throws(() => framePieces({ format: "x".repeat(70_000) }, Buffer.alloc(0)), RangeError);
});
