// The command line of a decoder process: node under its permission model, with everything off that the
// permission model does not cover, and leave to read the decoder's own code and nothing else.

import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { NativeDecoderRefused } from "./confinement.ts";

export interface DecoderCommand {
  /** node and its arguments. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The folders the decoder reads while it starts; another user must be able to read them too. */
  readonly folders: readonly string[];
}

/** sharp's builds: what WebAssembly can reach is up to node; what native code can is up to the system alone. */
export type DecoderBuild = "wasm" | "native";

const decoderFolder = join(import.meta.dirname, "decoder");

/** Wide enough for 50 megapixels with alpha, and for 40 of AV1, in pages of 64 KiB. */
const WASM_PAGES = 12_288;
const HEAP_MEGABYTES = 96;

const FLAGS = [
  "--permission",
  // These three reach files and sockets without asking the permission model, or may one day.
  "--no-experimental-sqlite",
  "--no-experimental-ffi",
  "--no-experimental-websocket",
  "--no-experimental-webstorage",
  "--disallow-code-generation-from-strings",
  "--disable-proto=throw",
  "--disable-sigusr1",
  "--no-warnings",
  `--wasm-max-mem-pages=${WASM_PAGES}`,
  `--max-old-space-size=${HEAP_MEGABYTES}`,
  "--expose-gc",
];

/** Package, and the module of it that is loaded. */
type Package = readonly [name: string, module: string];

const PACKAGES: readonly Package[] = [
  ["sharp", "sharp"],
  ["@img/colour", "@img/colour"],
  ["detect-libc", "detect-libc"],
  ["semver", "semver"],
  ["thumbhash", "thumbhash"],
];
const NATIVE = `linux-${process.arch}`;
/** Of one build. Those of the other cannot be read, so that it cannot come instead. */
const PACKAGES_OF: Readonly<Record<DecoderBuild, readonly Package[]>> = {
  wasm: [
    ["@img/sharp-wasm32", "@img/sharp-wasm32/sharp.node"],
    ["@emnapi/runtime", "@emnapi/runtime"],
  ],
  native: [
    [`@img/sharp-${NATIVE}`, `@img/sharp-${NATIVE}/sharp.node`],
    [`@img/sharp-libvips-${NATIVE}`, `@img/sharp-libvips-${NATIVE}/lib`],
  ],
};
/** Given up before the first picture, as all others. */
const PERMISSIONS_OF: Readonly<Record<DecoderBuild, readonly string[]>> = {
  // Threads of the WebAssembly build.
  wasm: ["--no-addons", "--allow-worker"],
  // The build itself, and the thread that tries to escape.
  native: ["--allow-addons", "--allow-worker"],
};

/**
 * The command of a decoder. `entry` replaces the decoder's own first file (a test's hostile one); its folder
 * becomes readable too. Throws when a package is missing: NativeDecoderRefused, where it is of that build.
 */
export function decoderCommand(
  build: DecoderBuild,
  entry = join(decoderFolder, "child.cjs"),
): DecoderCommand {
  const sharpRequire = createRequire(createRequire(import.meta.url).resolve("sharp"));
  const packages = [...PACKAGES, ...PACKAGES_OF[build]];
  const resolve = (module: string): string => {
    try {
      return sharpRequire.resolve(module);
    } catch (error) {
      if (build === "wasm") throw error;
      throw new NativeDecoderRefused(
        `${module}, which is not installed, and is for Linux alone: run \`npm start\` with network access`,
        { cause: error },
      );
    }
  };
  const modules = new Map<string, string>(packages.map(([name, module]) => [name, resolve(module)]));
  const packageFolders = packages.map(([name]) => folderOf(name, modules.get(name)!));
  const folders = [...new Set([decoderFolder, join(entry, ".."), ...packageFolders])];
  return {
    argv: [
      process.execPath,
      ...folders.map((folder) => `--allow-fs-read=${folder}${sep}`),
      ...FLAGS,
      ...PERMISSIONS_OF[build],
      "--require",
      join(decoderFolder, "prelude.cjs"),
      entry,
      modules.get("sharp")!,
      modules.get("thumbhash")!,
      build,
    ],
    // A job never needs more threads than the warm-up started, and never a temporary file.
    env: { VIPS_MAX_THREADS: "4", VIPS_DISC_THRESHOLD: "4g" },
    folders,
  };
}

/**
 * The command of the process that decodes HEIC; null where its package is not installed, which nobody must. It has
 * no leave to start a thread, ever.
 */
export function heicDecoderCommand(): DecoderCommand | null {
  const { resolve } = createRequire(import.meta.url);
  let glue: string;
  let wasm: string;
  try {
    glue = resolve("libheif-js/libheif-wasm/libheif.js");
    wasm = resolve("libheif-js/libheif-wasm/libheif.wasm");
  } catch {
    return null;
  }
  const folders = [decoderFolder, folderOf("libheif-js", glue)];
  return {
    argv: [
      process.execPath,
      ...folders.map((folder) => `--allow-fs-read=${folder}${sep}`),
      ...FLAGS,
      "--no-addons",
      "--require",
      join(decoderFolder, "prelude.cjs"),
      join(decoderFolder, "heic-child.cjs"),
      glue,
      wasm,
    ],
    env: {},
    folders,
  };
}

function folderOf(name: string, module: string): string {
  const inside = `${sep}node_modules${sep}${name.split("/").join(sep)}${sep}`;
  const at = module.lastIndexOf(inside);
  if (at < 0) throw new Error(`${name} is not installed where it was expected`);
  return module.slice(0, at + inside.length - 1);
}
