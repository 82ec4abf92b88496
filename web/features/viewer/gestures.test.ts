import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Act, advance, type GestureContext, NO_GESTURE, type PointerInput } from "./gestures.ts";

const stage = { width: 400, height: 800 };
const fitted: GestureContext = { isZoomed: false, stage };
const zoomed: GestureContext = { isZoomed: true, stage };

type Step = readonly [kind: PointerInput["kind"], pointer: number, x: number, y: number, time: number];

function play(steps: readonly Step[], context: GestureContext, isMouse = false) {
  let state = NO_GESTURE;
  const acts: Act[] = [];
  for (const [kind, pointer, x, y, time] of steps) {
    const next = advance(state, { kind, pointer, at: { x, y }, time, isMouse }, context);
    state = next.state;
    acts.push(...next.acts);
  }
  return { state, acts, kinds: acts.map((act) => act.kind) };
}

test("a finger takes a fitted picture along, on the axis it began with, and turns the page", () => {
  const { acts } = play(
    [
      ["down", 1, 100, 0, 0],
      ["move", 1, 60, 10, 20],
      ["move", 1, -60, 90, 60],
      ["up", 1, -60, 90, 70],
    ],
    fitted,
  );
  assert.deepEqual(acts, [
    { kind: "drag", by: { x: -40, y: 0 } },
    { kind: "drag", by: { x: -160, y: 0 } },
    { kind: "drop", swipe: "next" },
  ]);
});

test("a picture that is taken back to its place turns nothing", () => {
  const { acts } = play(
    [
      ["down", 1, 0, 0, 0],
      ["move", 1, -150, 0, 100],
      ["move", 1, -10, 0, 400],
      ["move", 1, -10, 0, 700],
      ["up", 1, -10, 0, 900],
    ],
    fitted,
  );
  assert.deepEqual(acts.at(-1), { kind: "drop", swipe: null });
});

test("down closes, up does not, and the picture never follows upwards", () => {
  const pull = (y: number) =>
    play(
      [
        ["down", 1, 0, 0, 0],
        ["move", 1, 0, y / 2, 50],
        ["move", 1, 0, y, 100],
        ["up", 1, 0, y, 110],
      ],
      fitted,
    ).acts;
  assert.deepEqual(pull(300).at(-1), { kind: "drop", swipe: "close" });
  assert.deepEqual(pull(-300).at(-1), { kind: "drop", swipe: null });
  assert.ok(pull(-300).every((act) => act.kind !== "drag" || act.by.y === 0));
});

test("a mouse neither swipes nor closes a fitted picture", () => {
  const { kinds } = play(
    [
      ["down", 1, 0, 0, 0],
      ["move", 1, -200, 0, 50],
      ["up", 1, -300, 0, 60],
    ],
    fitted,
    true,
  );
  assert.deepEqual(kinds, []);
});

test("a zoomed picture is panned by all of the way, and glides on at the finger's speed", () => {
  const { acts } = play(
    [
      ["down", 1, 0, 0, 0],
      ["move", 1, 30, 20, 50],
      ["move", 1, 50, 40, 100],
      ["up", 1, 50, 40, 100],
    ],
    zoomed,
  );
  const pans = acts.flatMap((act) => (act.kind === "pan" ? [act.by] : []));
  assert.equal(
    pans.reduce((sum, by) => sum + by.x, 0),
    50,
  );
  assert.equal(
    pans.reduce((sum, by) => sum + by.y, 0),
    40,
  );
  assert.deepEqual(acts.at(-1), { kind: "glide", velocity: { x: 0.5, y: 0.4 } });
});

test("a finger that rests before it leaves gives no speed", () => {
  const { acts } = play(
    [
      ["down", 1, 0, 0, 0],
      ["move", 1, 100, 0, 50],
      ["up", 1, 100, 0, 600],
    ],
    zoomed,
  );
  assert.deepEqual(acts.at(-1), { kind: "glide", velocity: { x: 0, y: 0 } });
});

test("two fingers zoom by the change of their distance, about what lies between them", () => {
  const { acts } = play(
    [
      ["down", 1, -50, 0, 0],
      ["down", 2, 50, 0, 10],
      ["move", 2, 150, 0, 30],
    ],
    fitted,
  );
  assert.deepEqual(acts, [{ kind: "pinch", ratio: 2, middle: { x: 50, y: 0 }, by: { x: 50, y: 0 } }]);
});

test("what is left of a pinch neither turns the page nor counts as a tap", () => {
  const { kinds, state } = play(
    [
      ["down", 1, -50, 0, 0],
      ["down", 2, 50, 0, 10],
      ["up", 2, 50, 0, 20],
      ["move", 1, -350, 0, 40],
      ["up", 1, -350, 0, 50],
      ["down", 1, -350, 0, 80],
      ["up", 1, -350, 0, 90],
    ],
    fitted,
  );
  assert.deepEqual(kinds, []);
  assert.equal(state.mode, "idle");
});

test("a second finger puts a picture that was being dragged back first", () => {
  const { acts } = play(
    [
      ["down", 1, 0, 0, 0],
      ["move", 1, -60, 0, 20],
      ["down", 2, 50, 0, 30],
    ],
    fitted,
  );
  assert.deepEqual(acts.at(-1), { kind: "drop", swipe: null });
});

test("two quick taps at one place are a double tap; slow, distant or three of them are not two", () => {
  const tap = (x: number, time: number): Step[] => [
    ["down", 1, x, 0, time],
    ["up", 1, x, 0, time + 20],
  ];
  assert.deepEqual(play([...tap(10, 0), ...tap(12, 150)], fitted).kinds, ["double-tap"]);
  assert.deepEqual(play([...tap(10, 0), ...tap(12, 600)], fitted).kinds, []);
  assert.deepEqual(play([...tap(10, 0), ...tap(90, 150)], fitted).kinds, []);
  assert.deepEqual(play([...tap(10, 0), ...tap(10, 100), ...tap(10, 200)], fitted).kinds, ["double-tap"]);
});

test("whatever fingers do, once all have left nothing is held, and no drag is left without its drop", () => {
  const step = fc.record({
    kind: fc.constantFrom("down", "move", "up", "cancel") as fc.Arbitrary<PointerInput["kind"]>,
    pointer: fc.integer({ min: 1, max: 3 }),
    x: fc.integer({ min: -200, max: 200 }),
    y: fc.integer({ min: -400, max: 400 }),
    pause: fc.integer({ min: 0, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, isZoomed) => {
      let time = 0;
      const all: Step[] = steps.map(({ kind, pointer, x, y, pause }) => [
        kind,
        pointer,
        x,
        y,
        (time += pause),
      ]);
      const lifted: Step[] = [1, 2, 3].map((pointer) => ["up", pointer, 0, 0, time + 10]);
      const { state, kinds } = play([...all, ...lifted], isZoomed ? zoomed : fitted);
      assert.equal(state.mode, "idle");
      assert.equal(state.pointers.size, 0);
      assert.ok(kinds.lastIndexOf("drop") >= kinds.lastIndexOf("drag"));
    }),
  );
});
