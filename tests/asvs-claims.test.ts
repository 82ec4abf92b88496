// docs/asvs-claims.tsv says, requirement by requirement of OWASP ASVS 5.0.0, what holds and what shows it. A claim
// whose test, heading or file is not there is none. Which requirements apply is judged outside of the project; where
// that list lies beside it, every one of them must have its row.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SETTINGS } from "../server/settings.ts";
import { testNamesIn } from "./support/test-names.ts";

const root = join(import.meta.dirname, "..");
const JUDGED = join(root, "..", "shared", "asvs-5.0.csv");

/** A status, and whether it claims something that must be shown. */
const STATUSES = new Map([
  ["met", true],
  ["met-under", true],
  ["operator", true],
  ["not-yet", false],
  ["not-met", false],
]);

interface Claim {
  readonly id: string;
  readonly level: string;
  readonly status: string;
  /** The setting under which it is met, as `NAME=value`; empty for other statuses. */
  readonly setting: string;
  readonly evidence: readonly string[];
  readonly note: string;
}

/** What is run as a test, or by one: the suites that every implementation of an engine goes through. */
const TEST_FILE = /\.(test|pw)\.ts$|^tests\/conformance\//;

const HEADER = "id\tlevel\tstatus\tevidence\tnote";

function claimsOf(table: string): readonly Claim[] {
  const [header, ...rows] = table.split("\n").filter((row) => row !== "");
  assert.equal(header, HEADER);
  return rows.map((row) => {
    const cells = row.split("\t");
    assert.equal(cells.length, 5, `a row of ${cells.length} cells: ${row}`);
    const [id = "", level = "", state = "", evidence = "", note = ""] = cells;
    const [status = "", setting = ""] = state.split(" ");
    return { id, level, status, setting, evidence: evidence === "" ? [] : evidence.split(" | "), note };
  });
}

const namesByFile = new Map<string, readonly RegExp[]>();

function hasTest(file: string, name: string): boolean {
  const names = namesByFile.get(file) ?? testNamesIn(file, readFileSync(join(root, file), "utf8"));
  namesByFile.set(file, names);
  return names.some((pattern) => pattern.test(name));
}

/** What is wrong with one piece of evidence; null when nothing is. */
function faultOf(evidence: string): string | null {
  const [, kind = "", file = "", mark = "", what = ""] =
    /^(test|doc|code): (\S+?)(?:( › |#)(.+))?$/.exec(evidence) ?? [];
  const form = { test: " › ", doc: "#", code: "" }[kind];
  if (form === undefined || form !== mark) return `is no evidence: ${evidence}`;
  if (kind === "test" && !TEST_FILE.test(file)) return `is not a test file: ${file}`;
  if (!existsSync(join(root, file))) return `there is no ${file}`;
  if (kind === "test") return hasTest(file, what) ? null : `${file} has no test called ${what}`;
  if (kind === "code") return null;
  const headings = readFileSync(join(root, file), "utf8").matchAll(/^#+ (.+)$/gm);
  return [...headings].some(([, heading]) => heading === what) ? null : `${file} has no heading ${what}`;
}

/** All that is wrong with the table; an empty list when nothing is. */
function faultsOf(claims: readonly Claim[]): readonly string[] {
  const ids = claims.map(({ id }) => id);
  const numbers = (id: string): readonly number[] => id.slice(1).split(".").map(Number);
  const isBefore = (a: string, b: string): boolean => {
    const [x, y] = [numbers(a), numbers(b)];
    const at = x.findIndex((number, i) => number !== y[i]);
    return at !== -1 && (x[at] ?? 0) < (y[at] ?? 0);
  };
  const disorder = ids.filter((id, i) => i > 0 && !isBefore(ids[i - 1] ?? "", id));
  return [
    ...disorder.map((id) => `${id} is out of order, or there twice`),
    ...claims.flatMap((claim) => faultsOfClaim(claim).map((fault) => `${claim.id} ${fault}`)),
  ];
}

function faultsOfClaim({ id, level, status, setting, evidence, note }: Claim): readonly string[] {
  const faults = evidence.map(faultOf).filter((fault) => fault !== null);
  if (!/^V([1-9]|1[0-7])\.\d+\.\d+$/.test(id)) faults.push("is no id");
  if (!/^[123]$/.test(level)) faults.push(`has the level ${level}`);
  const isClaimed = STATUSES.get(status);
  if (isClaimed === undefined) faults.push(`has the status ${status}`);
  if (isClaimed === true && evidence.length === 0) faults.push("claims without evidence");
  if (isClaimed === false && note === "") faults.push("does not say what is missing");
  const isConditional = status === "met-under";
  const [name = "", value = ""] = setting.split("=");
  if (isConditional && (!Object.hasOwn(SETTINGS, name) || value === ""))
    faults.push(`names no setting: ${setting}`);
  if (!isConditional && setting !== "") faults.push(`has the status ${status} ${setting}`);
  return faults;
}

/** Ids and levels of the requirements that were judged to apply. */
function applicableOf(csv: string): readonly string[] {
  const rows = csv.matchAll(/^(V[\d.]+),([123]),(?:"[^"]*"|[^,"]*)(?:,(?:"[^"]*"|[^,"]*)){3},applicable,/gm);
  return [...rows].map(([, id, level]) => `${id} ${level}`);
}

const claims = claimsOf(readFileSync(join(root, "docs", "asvs-claims.tsv"), "utf8"));

test("every claim has a form, and evidence that is there", (t) => {
  assert.ok(claims.length > 200, `${claims.length} claims`);
  assert.deepEqual(faultsOf(claims), []);
  for (const status of STATUSES.keys()) {
    t.diagnostic(`${status}: ${claims.filter((claim) => claim.status === status).length}`);
  }
});

test("every requirement that applies has its row, and no other has one", (t) => {
  if (!existsSync(JUDGED)) {
    t.diagnostic("the list of what applies is not here: the rows were looked at for their form alone");
    return;
  }
  const applicable = applicableOf(readFileSync(JUDGED, "utf8"));
  assert.ok(applicable.length > 200, "hardly any requirement was found: has the form of the list changed?");
  assert.deepEqual(
    claims.map(({ id, level }) => `${id} ${level}`),
    applicable,
  );
});

test("a claim without evidence, or whose evidence has gone, is found", () => {
  const here = "tests/asvs-claims.test.ts";
  const table = [
    HEADER,
    "V1.1.1\t1\tmet\t\t",
    `V1.1.2\t1\tmet\ttest: ${here} › a name of former days\t`,
    "V1.1.3\t1\tmet\tdoc: README.md#Nothing of the kind\t",
    "V1.1.4\t1\tmet\tcode: server/moved.ts\t",
    "V1.1.5\t1\tmet\ttest: README.md › Start it\t",
    "V1.1.6\t1\tmet-under SAFELIGHT_MOVED=on\tcode: README.md\t",
    "V1.1.7\t1\tnot-met\t\t",
    "V1.1.7\t4\tperhaps\tREADME.md\tWords.",
    `V1.1.10\t1\tmet\ttest: ${here} › ${"a claim without evidence, or whose evidence has gone, is found"}\t`,
  ].join("\n");
  assert.deepEqual(faultsOf(claimsOf(table)), [
    "V1.1.7 is out of order, or there twice",
    "V1.1.1 claims without evidence",
    `V1.1.2 ${here} has no test called a name of former days`,
    "V1.1.3 README.md has no heading Nothing of the kind",
    "V1.1.4 there is no server/moved.ts",
    "V1.1.5 is not a test file: README.md",
    "V1.1.6 names no setting: SAFELIGHT_MOVED=on",
    "V1.1.7 does not say what is missing",
    "V1.1.7 is no evidence: README.md",
    "V1.1.7 has the level 4",
    "V1.1.7 has the status perhaps",
  ]);
});
