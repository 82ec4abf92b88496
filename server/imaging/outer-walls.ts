// What the operating system puts around a decoder besides node's own permission model: another user, no new
// privileges, no core dumps, no files to grow, a namespace without network or file system. Which of it a machine
// offers is tried out once, strongest first; the answer is in the log and on the system page.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface OuterWalls {
  /** What holds, for people: "bubblewrap", "user 65534", … */
  readonly names: readonly string[];
  /** Prefixes a command with the programs that build the walls; each of them replaces itself by the next. */
  wrap(argv: readonly string[]): readonly string[];
  /** For spawn, where no program can change the user. */
  readonly uid: number | null;
}

export interface WallSearch {
  /** node, as the decoder will run. */
  readonly node: string;
  /** Folders that the decoder must be able to read behind the walls. */
  readonly folders: readonly string[];
  /** Where programs are looked for. */
  readonly programFolders?: readonly string[];
}

/** The one that stands without node's help. */
export const NAMESPACE_WALL = "bubblewrap";

const NOBODY = 65534;
/** Of processor time, all threads together: an orphan that spins ends by itself. */
const CPU_SECONDS = 1800;
const PROGRAM_FOLDERS = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
const SYSTEM_FOLDERS = ["/usr", "/lib", "/lib32", "/lib64", "/nix/store"];
const TRIAL_MS = 5000;

const noWalls: OuterWalls = { names: [], wrap: (argv) => argv, uid: null };

/** Finds the strongest walls behind which node still starts and reads the decoder's folders. Never throws. */
export async function findOuterWalls(search: WallSearch): Promise<OuterWalls> {
  const candidates = process.platform === "linux" ? linuxCandidates(search) : unixCandidates();
  for (const walls of candidates) {
    if (await isHabitable(walls, search)) return walls;
  }
  return noWalls;
}

const isRoot = (): boolean => process.getuid?.() === 0;

function linuxCandidates(search: WallSearch): readonly OuterWalls[] {
  const find = (program: string): string | null =>
    (search.programFolders ?? PROGRAM_FOLDERS).map((folder) => join(folder, program)).find(existsSync) ??
    null;
  const bwrap = find("bwrap");
  const setpriv = find("setpriv");
  const limits = limitsLayer(find("prlimit"));
  const inNamespace = bwrap === null ? null : namespaceLayer(bwrap, search);
  const asNobody = setpriv === null || !isRoot() ? null : privilegeLayer(setpriv, true);
  const asSelf = setpriv === null ? null : privilegeLayer(setpriv, false);
  const stacks = [
    [limits, asNobody, inNamespace],
    [limits, asSelf, inNamespace],
    [limits, inNamespace],
    [limits, asNobody],
    ...(isRoot() ? [[limits, nobodyBySpawn]] : []),
    [limits, asSelf],
    [limits],
  ];
  return stacks.flatMap((stack) => {
    const layers = stack.filter((layer) => layer !== null);
    return layers.length === stack.length ? [pile(layers)] : [];
  });
}

const unixCandidates = (): readonly OuterWalls[] => (isRoot() ? [nobodyBySpawn] : []);

const nobodyBySpawn: OuterWalls = { ...noWalls, names: [`user ${NOBODY}`], uid: NOBODY };

function pile(layers: readonly OuterWalls[]): OuterWalls {
  return {
    names: layers.flatMap((layer) => layer.names),
    wrap: (argv) => layers.reduceRight<readonly string[]>((inner, layer) => layer.wrap(inner), argv),
    uid: layers.find((layer) => layer.uid !== null)?.uid ?? null,
  };
}

function limitsLayer(prlimit: string | null): OuterWalls {
  if (prlimit === null) return noWalls;
  const flags = ["--core=0", "--fsize=0", "--nofile=128", `--cpu=${CPU_SECONDS}`];
  return { ...noWalls, names: ["limits"], wrap: (argv) => [prlimit, ...flags, ...argv] };
}

function privilegeLayer(setpriv: string, asNobody: boolean): OuterWalls {
  const flags = ["--no-new-privs", "--pdeathsig=KILL"];
  if (isRoot()) flags.push("--bounding-set=-all", "--inh-caps=-all");
  if (asNobody) flags.push(`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups");
  const names = asNobody ? [`user ${NOBODY}`, "no new privileges"] : ["no new privileges"];
  return { ...noWalls, names, wrap: (argv) => [setpriv, ...flags, "--", ...argv] };
}

/** Without /proc: it says more than a decoder need know, and services with a covered one may not mount another. */
function namespaceLayer(bwrap: string, { node, folders }: WallSearch): OuterWalls {
  const shown = [...SYSTEM_FOLDERS.filter(existsSync), node, ...folders];
  const flags = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--chdir", "/"];
  const binds = shown.flatMap((path) => ["--ro-bind", path, path]);
  const mounts = [...binds, "--dev", "/dev"];
  return { ...noWalls, names: [NAMESPACE_WALL], wrap: (argv) => [bwrap, ...flags, ...mounts, "--", ...argv] };
}

/** Starts node behind the walls and lets it list each folder: what file modes say is not always what holds. */
function isHabitable(walls: OuterWalls, { node, folders }: WallSearch): Promise<boolean> {
  const script = 'for (const folder of process.argv.slice(1)) require("node:fs").readdirSync(folder)';
  const [program, ...args] = walls.wrap([node, "--eval", script, "--", ...folders]);
  const user = walls.uid === null ? {} : { uid: walls.uid, gid: walls.uid };
  return new Promise((resolve) => {
    const options = { ...user, cwd: "/", env: {}, timeout: TRIAL_MS, killSignal: "SIGKILL" } as const;
    // Spawning itself may fail at once, for instance when changing the user is forbidden.
    try {
      execFile(program!, args, options, (error) => resolve(error === null));
    } catch {
      resolve(false);
    }
  });
}
