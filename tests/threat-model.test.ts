// docs/threat-model.md promises nothing that no test would miss: each guarantee there names its test, and the
// test must exist. A guarantee is a list item that begins with `- **`; its tests follow as lines of their own,
// `test: <file> › <name>`.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testNamesIn } from "./support/test-names.ts";

const root = join(import.meta.dirname, "..");

interface Guarantee {
  readonly words: string;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

function guaranteesOf(markdown: string): readonly Guarantee[] {
  const items = markdown.split(/^(?=- \*\*|#)/m).filter((part) => part.startsWith("- **"));
  return items.map((item) => ({
    words: item.split("\n", 1)[0] ?? "",
    tests: [...item.matchAll(/^\s+test: (\S+) › (.+)$/gm)].map(([, file = "", name = ""]) => ({
      file,
      name,
    })),
  }));
}

/** What is wrong with the guarantees of a page; an empty list when each has its tests. */
function faultsOf(markdown: string): readonly string[] {
  const guarantees = guaranteesOf(markdown);
  const mentions = [...markdown.matchAll(/\btest: /g)].length;
  const named = guarantees.flatMap(({ tests }) => tests);
  return [
    ...(mentions === named.length
      ? []
      : [`${mentions - named.length} test lines belong to no guarantee or are misspelt`]),
    ...guarantees.filter(({ tests }) => tests.length === 0).map(({ words }) => `names no test: ${words}`),
    ...named.flatMap(({ file, name }) => {
      if (!/\.(test|pw)\.ts$/.test(file)) return [`is not a test file: ${file}`];
      if (!existsSync(join(root, file))) return [`there is no ${file}`];
      const names = testNamesIn(file, readFileSync(join(root, file), "utf8"));
      return names.some((pattern) => pattern.test(name)) ? [] : [`${file} has no test called ${name}`];
    }),
  ];
}

test("every guarantee of the threat model names tests that exist", () => {
  const page = readFileSync(join(root, "docs", "threat-model.md"), "utf8");
  assert.ok(
    guaranteesOf(page).length >= 10,
    "hardly any guarantee was found: has the form of the page changed?",
  );
  assert.deepEqual(faultsOf(page), []);
});

const here = "tests/threat-model.test.ts";

test("a guarantee whose test exists is accepted", () => {
  const name = "a guarantee whose test exists is accepted";
  assert.deepEqual(faultsOf(`- **A.** Words.\n  test: ${here} › ${name}\n`), []);
});

test("a guarantee without a test is found", () => {
  assert.deepEqual(faultsOf("- **A.** Words\n  and more.\n"), ["names no test: - **A.** Words"]);
});

test("a test that was renamed, a file that moved, and a file that nobody runs are found", () => {
  const page = `- **A.** Words.
  test: ${here} › a name of former days
  test: tests/moved.test.ts › anything
  test: tests/support/test-names.ts › anything
`;
  assert.deepEqual(faultsOf(page), [
    `${here} has no test called a name of former days`,
    "there is no tests/moved.test.ts",
    "is not a test file: tests/support/test-names.ts",
  ]);
});

test("a test line in a wrong form does not go unnoticed", () => {
  const [fault] = faultsOf(
    `- **A.** Words.\n  test: ${here} › ${"a test line in a wrong form does not go unnoticed"}\n  test: ${here} - other\n`,
  );
  assert.match(fault ?? "", /misspelt/);
});
