import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CROCKFORD_BASE32 } from "./base32.ts";
import { formatRecoveryCode, newRecoveryCode, parseRecoveryCode } from "./recovery-code.ts";

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
// Fixed, so that the checks below, whose misses are possible though rare, say the same at every run.
const fixed = Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 73 + 41) & 0xff));

test("a code is 14 groups of 4 letters and gives its secret back", () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const code = formatRecoveryCode(secret);
      assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){13}$/);
      assert.deepEqual(parseRecoveryCode(code), Buffer.from(secret));
    }),
  );
});

test("case, spaces, dashes of any kind, O for 0 and I or L for 1 are forgiven", () => {
  const forgiving = fc.func(fc.nat());
  fc.assert(
    fc.property(secrets, forgiving, (secret, choose) => {
      const typed = Array.from(formatRecoveryCode(secret))
        .map((letter, at) => {
          const spelling = { "0": "0oO", "1": "1iIlL", "-": "- –—\t" }[letter];
          const choices = spelling ?? letter + letter.toLowerCase();
          return choices[choose(at) % choices.length]!;
        })
        .join("");
      assert.deepEqual(parseRecoveryCode(`\n ${typed} `), Buffer.from(secret));
    }),
  );
});

test("every single wrong letter is noticed", () => {
  const letters = formatRecoveryCode(fixed).replaceAll("-", "");
  for (let at = 0; at < letters.length; at += 1) {
    for (const letter of CROCKFORD_BASE32) {
      if (letter === letters[at]) continue;
      const wrong = letters.slice(0, at) + letter + letters.slice(at + 1);
      assert.equal(parseRecoveryCode(wrong), null, `letter ${at} as ${letter}`);
    }
  }
});

test("two neighbouring letters or groups exchanged are noticed", () => {
  const code = formatRecoveryCode(fixed);
  const groups = code.split("-");
  for (let at = 1; at < groups.length; at += 1) {
    const exchanged = groups.with(at, groups[at - 1]!).with(at - 1, groups[at]!);
    assert.equal(parseRecoveryCode(exchanged.join("")), null);
  }
  const letters = Array.from(groups.join(""));
  for (let at = 1; at < letters.length; at += 1) {
    if (letters[at] === letters[at - 1]) continue;
    const exchanged = letters.with(at, letters[at - 1]!).with(at - 1, letters[at]!);
    assert.equal(parseRecoveryCode(exchanged.join("")), null);
  }
});

test("what is too short, too long or holds a foreign letter is no code", () => {
  const { code } = newRecoveryCode();
  for (const text of ["", "-", code.slice(0, -1), `${code}0`, code.replace(/.$/, "U"), code.repeat(100)]) {
    assert.equal(parseRecoveryCode(text), null);
  }
  fc.assert(fc.property(fc.string(), (text) => assert.equal(parseRecoveryCode(text), null)));
});

test("a new code belongs to its secret, and no two are alike", () => {
  const [a, b] = [newRecoveryCode(), newRecoveryCode()];
  assert.deepEqual(parseRecoveryCode(a.code), a.secret);
  assert.equal(a.secret.length, 32);
  assert.notEqual(a.code, b.code);
});

test("a secret of another length has no code", () => {
  assert.throws(() => formatRecoveryCode(Buffer.alloc(31)), RangeError);
});
