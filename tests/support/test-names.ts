// Which tests a file declares, read from its syntax tree.

import { parseSync, Visitor } from "vite";

const DECLARES = new Set(["test", "it", "suite", "describe"]);

/**
 * The names of the tests and suites in a file, as patterns: what a template fills in may be anything. Throws when the
 * text is no valid TypeScript.
 */
export function testNamesIn(path: string, text: string): readonly RegExp[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join("; ")}`);
  const names: RegExp[] = [];
  new Visitor({
    CallExpression({ callee, arguments: [name] }) {
      const called = callee.type === "MemberExpression" ? callee.property : callee;
      if (called.type !== "Identifier" || !DECLARES.has(called.name) || name === undefined) return;
      if (name.type === "Literal" && typeof name.value === "string") names.push(toPattern([name.value]));
      if (name.type === "TemplateLiteral")
        names.push(toPattern(name.quasis.map(({ value }) => value.cooked ?? value.raw)));
    },
  }).visit(program);
  return names;
}

function toPattern(fixedParts: readonly string[]): RegExp {
  return new RegExp(`^${fixedParts.map((part) => RegExp.escape(part)).join(".+")}$`);
}
