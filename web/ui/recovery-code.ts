// Recovery codes as people see and type them: 56 letters and digits, in groups of four. Whether a code is right
// is the server's to say; here is only how it looks.

export const CODE_LETTERS = 56;

/** How many letters and digits a typed code has; dashes and white space do not count. */
export function countLetters(typed: string): number {
  return bare(typed).length;
}

/** The groups of four of a code, as they are read out: `ABCD`, `EFGH`, … */
export function groupsOf(code: string): string[] {
  return (
    bare(code)
      .toUpperCase()
      .match(/.{1,4}/g) ?? []
  );
}

/** The code in lines of so many groups, each joined by dashes. */
export function linesOf(code: string, groupsPerLine: number): string[] {
  const groups = groupsOf(code);
  const lines: string[] = [];
  for (let start = 0; start < groups.length; start += groupsPerLine) {
    lines.push(groups.slice(start, start + groupsPerLine).join("-"));
  }
  return lines;
}

/** What of a pasted text is the code: the whole file may be pasted, with the words around it. */
export function codeIn(pasted: string): string {
  const group = "[0-9A-Za-z]{4}";
  const run = new RegExp(`${group}(?:[\\s\\p{Pd}]*${group}){13}(?![0-9A-Za-z])`, "u");
  // Words of four letters look like groups, so lines count only where they hold nothing else.
  const lines = pasted
    .split(/\r?\n/)
    .filter((line) => new RegExp(`^\\s*${group}(?:[\\s\\p{Pd}]*${group})*[\\s\\p{Pd}]*$`, "u").test(line));
  return run.exec(lines.join("\n"))?.[0] ?? pasted;
}

function bare(text: string): string {
  return text.replace(/[\s\p{Pd}]/gu, "");
}
