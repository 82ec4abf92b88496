// What the house rules need to know of a source file, read from its syntax tree by the parser of the web build.

import { parseSync, Visitor } from "vite";

export interface SourceImport {
  /** As written; null when it is computed, so that nobody can say what it imports. */
  readonly specifier: string | null;
  /** True when nothing of it is left once types are stripped. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly imports: readonly SourceImport[];
  /** Globals that it uses by name with something of theirs: `process.env`, `crypto.subtle`, `sql.raw`. */
  readonly members: ReadonlySet<string>;
  /** Names that it imports, as `kysely sql` for `import { sql } from "kysely"`. */
  readonly importedNames: ReadonlySet<string>;
  readonly hasDefaultExport: boolean;
  /** True when it only passes on what others export. */
  readonly isBarrel: boolean;
}

/** Reads static, dynamic, type and CommonJS imports alike. Throws when the text is no valid TypeScript or JavaScript. */
export function readSourceFile(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join("; ")}`);
  const imports: SourceImport[] = [];
  const importedNames = new Set<string>();
  const members = new Set<string>();
  let hasDefaultExport = false;
  const literal = (node: { type: string; value?: unknown }): string | null =>
    node.type === "Literal" && typeof node.value === "string" ? node.value : null;
  new Visitor({
    ImportDeclaration(node) {
      const named = node.specifiers.flatMap((one) => (one.type === "ImportSpecifier" ? [one] : []));
      const onlyTypes = named.length > 0 && named.length === node.specifiers.length;
      imports.push({
        specifier: node.source.value,
        typeOnly:
          node.importKind === "type" || (onlyTypes && named.every(({ importKind }) => importKind === "type")),
      });
      for (const { imported } of named) {
        importedNames.add(
          `${node.source.value} ${imported.type === "Literal" ? imported.value : imported.name}`,
        );
      }
    },
    ExportNamedDeclaration(node) {
      if (node.source !== null)
        imports.push({ specifier: node.source.value, typeOnly: node.exportKind === "type" });
      for (const { exported } of node.specifiers) {
        if ((exported.type === "Literal" ? exported.value : exported.name) === "default")
          hasDefaultExport = true;
      }
    },
    ExportAllDeclaration(node) {
      imports.push({ specifier: node.source.value, typeOnly: node.exportKind === "type" });
    },
    ExportDefaultDeclaration() {
      hasDefaultExport = true;
    },
    ImportExpression(node) {
      imports.push({ specifier: literal(node.source), typeOnly: false });
    },
    TSImportType(node) {
      imports.push({ specifier: literal(node.source), typeOnly: true });
    },
    TSImportEqualsDeclaration(node) {
      if (node.moduleReference.type !== "TSExternalModuleReference") return;
      imports.push({
        specifier: node.moduleReference.expression.value,
        typeOnly: node.importKind === "type",
      });
    },
    CallExpression(node) {
      if (node.callee.type !== "Identifier" || node.callee.name !== "require") return;
      const [argument] = node.arguments;
      imports.push({ specifier: argument === undefined ? null : literal(argument), typeOnly: false });
    },
    MemberExpression(node) {
      if (node.object.type !== "Identifier") return;
      const { property } = node;
      const name = property.type === "Identifier" && !node.computed ? property.name : literal(property);
      members.add(`${node.object.name}.${name ?? "*"}`);
    },
  }).visit(program);
  const passesOn = program.body.filter(
    ({ type, ...node }) =>
      type === "ExportAllDeclaration" ||
      (type === "ExportNamedDeclaration" && "source" in node && node.source !== null),
  );
  const isBarrel = passesOn.length > 0 && passesOn.length === program.body.length;
  return { path, imports, members, importedNames, hasDefaultExport, isBarrel };
}
