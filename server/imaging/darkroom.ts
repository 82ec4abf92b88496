// The imaging room's front: a received file goes in, and out come the clean original, a view, a thumbnail and a
// ThumbHash. Cleaning and checking happen here; pixels are only ever decoded in a child behind walls.

import { availableParallelism } from "node:os";
import { type CleanImage, cleaning } from "./clean-image.ts";
import { ConfinementBroken, NativeDecoderRefused } from "./confinement.ts";
import { DecoderDied, startDecoder } from "./decoder-child.ts";
import {
  type DecoderBuild,
  type DecoderCommand,
  decoderCommand,
  heicDecoderCommand,
} from "./decoder-command.ts";
import { type Frame, ProtocolBroken } from "./decoder-frames.ts";
import { rememberDecoderKillers } from "./decoder-killers.ts";
import { type DecoderPool, openDecoderPool } from "./decoder-pool.ts";
import { ANSWER_LIMITS, checkDeveloped, type DevelopedImage, jobFor } from "./developed-image.ts";
import type { FairQueueLimits } from "./fair-queue.ts";
import type { ImageFormat } from "./formats.ts";
import type { ImageLimits } from "./image-limits.ts";
import { ImageRefused, refuse } from "./image-refused.ts";
import { inTurns } from "./in-turns.ts";
import { type IntakeHold, intakeBudget } from "./intake-budget.ts";
import { findOuterWalls, NAMESPACE_WALL, type OuterWalls } from "./outer-walls.ts";
import { checkUnfolded, UNFOLDED_LIMITS, type UnfoldedImage, unfoldingJob } from "./unfold-heic.ts";

export type { DevelopedImage } from "./developed-image.ts";

/** The part of a logger that the darkroom needs; pino's order of arguments. Nothing it says is about a picture. */
export interface DarkroomLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface DarkroomOptions {
  readonly limits: ImageLimits;
  /** Decoder processes at once; one per core and four at most unless given. */
  readonly maxChildren?: number;
  readonly jobSeconds: number;
  /** For animations, and for stills above 25 megapixels. */
  readonly animatedJobSeconds: number;
  /** After this long without work a decoder is let go. */
  readonly idleSeconds: number;
  /** Of sharp's two builds; WebAssembly unless given. The native one runs behind bubblewrap or not at all. */
  readonly decoder?: DecoderBuild;
  /** "strict": a fresh process for every picture. */
  readonly isolation: "pooled" | "strict";
  readonly log: DarkroomLog;
  readonly queue?: FairQueueLimits;
  /** Of what is being received at once; 256 MB unless given. */
  readonly intakeBytes?: number;
  /** Only for tests: another first file for the decoder process. */
  readonly decoderEntry?: string;
  /** Only for tests: where the programs that build walls are looked for. */
  readonly programFolders?: readonly string[];
}

export interface DarkroomStatus {
  readonly isolation: "pooled" | "strict";
  /** What the operating system puts around a decoder; null until it has been tried. */
  readonly walls: readonly string[] | null;
  /** Whether a decoder has proved that it cannot get out; null until one has tried. */
  readonly isConfined: boolean | null;
  readonly decoders: readonly {
    readonly state: string;
    readonly jobsAsked: number;
    readonly rssBytes: number | null;
  }[];
  readonly waiting: number;
  readonly running: number;
}

export interface DevelopFor {
  /** Whose picture it is: nobody's pictures keep all decoders from the others. */
  readonly ownerId: string;
  readonly signal?: AbortSignal;
  /** Told when the received bytes are held no more: only a clean copy waits for a decoder from then on. */
  readonly onCleaned?: () => void;
}

export interface Darkroom {
  /**
   * Room in memory for a file that is about to be received; given back once it has been cleaned.
   * Throws ImageRefused ("decoders.busy") when there is none at the moment.
   */
  hold(ownerId: string, sizeBytes: number): IntakeHold;
  /**
   * Cleans, in turns with other work, decodes, renders and checks one file. `received` must not change until it is
   * cleaned, and is not changed by this.
   * Throws ImageRefused (with a code for the client), ConfinementBroken, or the signal's reason.
   */
  develop(received: Buffer, person: DevelopFor): Promise<DevelopedImage>;
  /** What can be developed here: what is switched on, and has its decoder. */
  readonly formats: ReadonlySet<ImageFormat>;
  /**
   * Starts the first decoder ahead of the first picture, and resolves when it has proved its walls.
   * Throws ConfinementBroken, NativeDecoderRefused, or why none would start; who does not wait need not catch it.
   */
  ready(): Promise<void>;
  status(): Promise<DarkroomStatus>;
  /** Ends every decoder; what waits or runs is rejected. */
  close(): Promise<void>;
}

const MOST_CHILDREN = 4;
/** Twice what most phones take; 50 megapixels of AV1 keep an unhurried core busy for ten seconds. */
const LARGE_PIXELS = 25_000_000;
/** One takes a phone's picture in under a second, and half a gigabyte for a large one. */
const HEIC_CHILDREN = 1;
/** How many decoders a picture has ended when it is refused for this. */
const KILLS_BEFORE_REFUSAL: ReadonlyMap<string, number> = new Map([
  ["image.decoder-crash", 2],
  ["image.too-complex", 2],
  ["image.decoder-timeout", 1],
]);
/** Of files that are being received, or wait to be cleaned. */
const INTAKE_BYTES = 256_000_000;
const DEFAULT_QUEUE: FairQueueLimits = { perOwner: 12, overall: 64, bytes: 256_000_000 };

/** Opens the darkroom at once; its first decoder starts, and proves itself, with ready() or the first picture. */
export function openDarkroom(options: DarkroomOptions): Darkroom {
  const { log, limits } = options;
  const build = options.decoder ?? "wasm";
  const command = decoderCommand(build, options.decoderEntry);
  const killers = rememberDecoderKillers();
  const intake = intakeBudget(options.intakeBytes ?? INTAKE_BYTES);
  let walls: OuterWalls | null = null;
  let isConfined: boolean | null = null;
  let wallsFound: Promise<OuterWalls> | null = null;

  async function findWalls(): Promise<OuterWalls> {
    const { folders } = command;
    const { programFolders } = options;
    const found = await findOuterWalls({
      node: process.execPath,
      folders,
      ...(programFolders === undefined ? {} : { programFolders }),
    });
    walls = found;
    // Node's permissions say nothing to native code.
    if (build === "native" && !found.names.includes(NAMESPACE_WALL)) {
      throw new NativeDecoderRefused(
        "bubblewrap, which is not here or may make no namespaces: install it (`apt-get install bubblewrap`), and let this user make namespaces",
      );
    }
    log.info(
      { walls: found.names, decoder: build },
      "decoders run behind these walls, besides node's permissions",
    );
    if (process.getuid?.() === 0 && !found.names.some((name) => name.startsWith("user "))) {
      log.warn(
        { folders: command.folders },
        "decoders run as root: no other user can read the program's folders",
      );
    }
    return found;
  }

  const openPool = (of: DecoderCommand, around: () => Promise<OuterWalls>, decoders: number): DecoderPool =>
    openDecoderPool({
      decoders,
      queue: options.queue ?? DEFAULT_QUEUE,
      isStrict: options.isolation === "strict",
      idleSeconds: options.idleSeconds,
      onDeath: (how) => log.warn({ how }, "a decoder ended over a picture"),
      async start(signal) {
        try {
          const decoder = await startDecoder(of, await around(), signal);
          isConfined ??= true;
          return decoder;
        } catch (error) {
          if (error instanceof ConfinementBroken) isConfined = false;
          if (!signal.aborted) log.error({ reason: (error as Error).message }, "a decoder did not start");
          throw error;
        }
      },
    });
  const children = options.maxChildren ?? Math.min(MOST_CHILDREN, availableParallelism());
  const pool = openPool(command, () => (wallsFound ??= findWalls()), children);
  const heicCommand = limits.formats.has("heic") ? heicDecoderCommand() : null;
  let heicWalls: Promise<OuterWalls> | null = null;
  // Nothing of it starts, and not even its walls are tried, before the first HEIC.
  const heicPool =
    heicCommand &&
    openPool(
      heicCommand,
      () => (heicWalls ??= findOuterWalls({ node: process.execPath, folders: heicCommand.folders })),
      HEIC_CHILDREN,
    );
  const formats = new Set(limits.formats);
  if (!heicPool) formats.delete("heic");
  let proved: Promise<void> | null = null;

  function ready(): Promise<void> {
    if (proved === null) {
      proved = pool.warm();
      proved.catch(() => undefined);
    }
    return proved;
  }

  /** Large stills are as much work as animations. */
  const secondsFor = ({ animated, width, height }: CleanImage): number =>
    animated || width * height > LARGE_PIXELS ? options.animatedJobSeconds : options.jobSeconds;

  async function unfold(image: CleanImage, { ownerId, signal }: DevelopFor): Promise<UnfoldedImage> {
    if (!heicPool) return refuse("image.format-off", "there is no decoder for HEIC");
    return heicPool.run({
      ownerId,
      signal,
      header: unfoldingJob(image),
      body: image.decoderBytes,
      seconds: secondsFor(image),
      bufferLimits: UNFOLDED_LIMITS,
      check: (answer) => checkUnfolded(image, answer),
    });
  }

  async function decode(image: CleanImage, person: DevelopFor): Promise<DevelopedImage> {
    const { ownerId, signal } = person;
    try {
      const unfolded = image.format === "heic" ? await unfold(image, person) : null;
      return await pool.run({
        ownerId,
        signal,
        header: jobFor(image, unfolded),
        body: unfolded?.bytes ?? image.decoderBytes,
        seconds: secondsFor(image),
        bufferLimits: ANSWER_LIMITS,
        check: (answer) => readAnswer(image, answer),
      });
    } catch (error) {
      if (!(error instanceof ImageRefused)) throw error;
      const kills = KILLS_BEFORE_REFUSAL.get(error.code);
      if (kills !== undefined) killers.record(image.decoderBytes, error.code, kills);
      throw error;
    }
  }

  return {
    hold: (ownerId, sizeBytes) => intake.hold(ownerId, sizeBytes),
    // No async function: its frame would hold the received bytes until the picture is developed.
    develop: (received, person) =>
      inTurns(cleaning(received, { ...limits, formats })).then((image) => {
        person.onCleaned?.();
        const known = killers.find(image.decoderBytes);
        if (known !== null) refuse(known, "these bytes have ended two decoders within the hour");
        return decode(image, person);
      }),
    formats,
    ready,
    async status() {
      const decoders = await Promise.all(
        [...pool.slots, ...(heicPool?.slots ?? [])].map(async (slot) => {
          const { state, jobsAsked } = slot;
          return { state, jobsAsked, rssBytes: await slot.rssBytes() };
        }),
      );
      const waiting = pool.waiting + (heicPool?.waiting ?? 0);
      const running = pool.running + (heicPool?.running ?? 0);
      return {
        isolation: options.isolation,
        walls: walls?.names ?? null,
        isConfined,
        decoders,
        waiting,
        running,
      };
    },
    async close() {
      await Promise.all([pool.close(), heicPool?.close()]);
    },
  };
}

function readAnswer(image: CleanImage, answer: Frame): DevelopedImage {
  switch (answer.header["kind"]) {
    case "developed":
      return checkDeveloped(image, answer);
    case "undecodable":
      return refuse("image.undecodable", "the decoder could not read it");
    case "truncated":
      return refuse("image.truncated", "the decoder ran out of data");
    case "exhausted":
      throw new DecoderDied("memory", "it said so");
    default:
      throw new ProtocolBroken("no answer that we know");
  }
}
