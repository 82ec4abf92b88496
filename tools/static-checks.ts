// The stages of `npm test` that read the code without running it: types, lint, format.

import { join } from "node:path";
import { runToEnd } from "./run-to-end.mjs";
import { failedOnce, PASSED, type Stage, type StageResult } from "./stage.ts";

/** `root` is the checkout. Each stage needs at least one file to look at, or it fails. */
export function staticChecks(root: string): readonly Stage[] {
  const tool = (...path: string[]): string => join(root, "node_modules", ...path);
  const check = async (args: readonly string[], sawFiles: RegExp): Promise<StageResult> => {
    const { ended, said } = await runToEnd(process.execPath, args, { cwd: root });
    if (ended !== null) return failedOnce(said || `it ended with ${ended} and said nothing`);
    return sawFiles.test(said) ? PASSED : failedOnce(`it looked at no file\n${said}`);
  };
  return [
    {
      name: "types",
      run: async () => {
        const tsc = [tool("typescript", "bin", "tsc"), "--noEmit", "--listFiles"];
        for (const project of [".", "tools", "web"]) {
          const source = new RegExp(
            `^${RegExp.escape(join(root, project === "." ? "" : project))}/.*\\.tsx?$`,
            "m",
          );
          const result = await check([...tsc, "-p", project], source);
          if (result.failed > 0) return { ...result, report: withoutFileList(result.report) };
        }
        return PASSED;
      },
    },
    {
      name: "lint",
      run: () => check([tool("oxlint", "bin", "oxlint"), "--type-aware"], /on [1-9]\d* files/),
    },
    {
      name: "format",
      run: () =>
        check(
          [tool("@biomejs", "biome", "bin", "biome"), "check", "--max-diagnostics=none", "."],
          /Checked [1-9]\d* files/,
        ),
    },
  ];
}

/** What tsc says besides the names of the files that it read. */
function withoutFileList(said: string): string {
  return said.replaceAll(/^\/.*\n?/gm, "");
}
