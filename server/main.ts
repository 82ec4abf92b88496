import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pino } from "pino";
import { applyDueAddressChanges } from "./accounts/apply-address-change.ts";
import { deleteExpiredRows, enforceSessionLimits } from "./accounts/jobs.ts";
import { createSetupLink } from "./accounts/setup-link.ts";
import { deleteExpiredArchives } from "./archives/jobs.ts";
import { followAudit } from "./audit/follow-audit.ts";
import { type BlobStore, BlobStoreRefused, type BlobWarning } from "./blobs/blob-store.ts";
import { rememberingBlobs } from "./blobs/remembering.ts";
import { type Config, loadEnvironment, readConfig } from "./config.ts";
import { openBlobsAt } from "./configured-blobs.ts";
import { configuredDatabase } from "./configured-database.ts";
import { openConfiguredKeys } from "./configured-keys.ts";
import { openDataFolder } from "./data-folder.ts";
import { migrate } from "./database/migrate.ts";
import { migrationsFor } from "./database/migrations/migrations.ts";
import { openDatabase } from "./database/open.ts";
import { endExpiredFactors } from "./factors/jobs.ts";
import { faultForLog } from "./fault-for-log.ts";
import { gatheredLines } from "./gathered-lines.ts";
import { buildApp } from "./http/app.ts";
import { listenForMetrics } from "./http/serve-metrics.ts";
import { collectArrivals, collectDoomedBlobs, destroyExpiredTrash } from "./images/jobs.ts";
import { ConfinementBroken, NativeDecoderRefused } from "./imaging/confinement.ts";
import { hasInstanceSecrets } from "./instance/instance-store.ts";
import { startJobs } from "./jobs/jobs.ts";
import { folderTransport } from "./mail/folder.ts";
import { smtpTransport } from "./mail/smtp.ts";
import { countJobs, measureRooms, openMetrics } from "./metrics/measure-server.ts";
import { deleteDueAccounts } from "./my-data/delete-account.ts";
import { endExpiredVisits } from "./oidc/jobs.ts";
import { openRooms } from "./open-rooms.ts";
import { PROJECT } from "./project.ts";
import { memoryAtRest, trimOf } from "./return-memory.ts";
import type { Rooms } from "./rooms.ts";
import { explain, greet, print } from "./terminal.ts";
import { deleteExpiredTokens } from "./tokens/end-tokens.ts";
import { collectUploads } from "./uploads/end-upload.ts";
import { startAgainWhenDue } from "./vault/start-again.ts";
import { makeCanary } from "./verification/canary.ts";

// The composition root: settings, engines, application, listening; closed in reverse.

const NODE_MAJOR = "26";

const LOG_GATHERED = { letters: 32_768, milliseconds: 100 };

const MEMORY_EVERY_MS = 20_000;
const WORTH_GIVING_BACK_BYTES = 16 * 1024 * 1024;
const UNTIL_FREED_MS = 1000;

/** What is under way when Safelight is asked to stop has so long; then it is cut off, as a power cut would. */
const GRACE_SECONDS = 45;
/** Whatever then still hangs is left behind. */
const STOP_SECONDS = 75;

interface Serving {
  readonly close: () => Promise<void>;
  /** Looks at what may change while it serves: the certificate. */
  readonly renew: () => void;
  readonly greet: () => void;
}

async function serve(config: Config): Promise<Serving> {
  const dataFolder = resolve(PROJECT, config.dataFolder);
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const folder = await openDataFolder(dataFolder);
    closers.push(() => folder.release());
    const lines = gatheredLines(pino.destination({ dest: 1, sync: true }), LOG_GATHERED);
    const flush = (): void => lines.end();
    process.once("exit", flush);
    closers.push(flush);
    const log = pino({ level: config.log, base: null, serializers: { err: faultForLog } }, lines);
    const rooms = await open(config, dataFolder, log);
    closers.push(() => rooms.close());
    const confined = rooms.darkroom.ready();
    // Whoever asks for native decoders learns at once why there are none; others find out while Safelight serves.
    if (config.decoder === "native") await confined.catch(unlessRefused);
    const warnings = await blobWarnings(rooms.blobs, log);
    await makeCanary(rooms).catch((error: unknown) =>
      log.error({ err: error }, "the instance's own vault could not be made"),
    );
    const followed = await followAudit(rooms);
    closers.push(() => followed.stop());
    const metrics = openMetrics();
    measureRooms(metrics, rooms);
    if (config.metrics?.kind === "address") {
      const listening = await listenForMetrics(metrics, config.metrics);
      closers.push(() => listening.close());
    }
    const served = await buildApp(rooms, {
      webFolder: resolve(PROJECT, "web/dist"),
      tls: config.tls,
      metrics,
    });
    const jobs = startJobs({
      database: rooms.database,
      clock: rooms.clock,
      log,
      jobs: jobsOf(rooms),
      onRun: countJobs(metrics),
    });
    // Together: nobody is let in while jobs find a good place to leave off.
    closers.push(async () => void (await Promise.all([served.stop(GRACE_SECONDS), jobs.stop()])));
    const looking = setInterval(lookAtMemory(), MEMORY_EVERY_MS).unref();
    closers.push(() => clearInterval(looking));
    const setupLink = await createSetupLink(rooms);
    await served.app.listen({ host: config.host, port: config.port });
    void confined.catch((error: unknown) => {
      // Whoever stops at once ends the proof too: only a box that is open is a reason not to serve.
      if (!(error instanceof ConfinementBroken)) return;
      log.error({ err: error }, "the decoders cannot be confined; Safelight stops");
      process.exitCode = 1;
      void close().finally(() => process.exit(1));
    });
    return {
      close,
      renew: () => served.certificate?.look(),
      greet: () => greet(config, dataFolder, setupLink, warnings),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  config: Config,
  dataFolder: string,
  log: pino.Logger,
): Promise<Awaited<ReturnType<typeof openRooms>>> {
  const database = await openDatabase(
    configuredDatabase(config, dataFolder, (error) =>
      log.warn({ err: error }, "a connection to the database broke"),
    ),
  );
  await migrate(database, migrationsFor(database.dialect));
  // A new master key only where nothing was ever sealed: elsewhere a missing key must be noticed.
  // In turn, so that servers that start for the first time together make one.
  const keys = await database.inTurn(async () =>
    openConfiguredKeys(config, { create: !(await hasInstanceSecrets(database.db)) }),
  );
  const transport =
    config.mailServer === null
      ? folderTransport(resolve(dataFolder, "outbox"), config.mailFrom, print)
      : smtpTransport(config.mailServer, config.mailFrom);
  return await openRooms({
    config,
    version: versionOf(),
    database,
    blobs: rememberingBlobs(await openBlobsAt(config.blobs, PROJECT)),
    keys,
    transport,
    clock: Date.now,
    log,
  });
}

function unlessRefused(error: unknown): void {
  if (error instanceof NativeDecoderRefused || error instanceof ConfinementBroken) throw error;
}

/** Where the server was started without --expose-gc, what lies around stays until it is needed. */
function lookAtMemory(): () => void {
  const { gc } = globalThis;
  if (gc === undefined) return () => undefined;
  const trim = trimOf();
  const memory = memoryAtRest({
    held: () => process.memoryUsage().arrayBuffers,
    resident: () => process.memoryUsage.rss(),
    worked: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    giveBack: () => {
      gc({ type: "major", execution: "sync", flavor: "last-resort" });
      // Buffers are freed by a thread of the collector, a moment later.
      if (trim !== null) setTimeout(trim, UNTIL_FREED_MS).unref();
    },
    worthBytes: WORTH_GIVING_BACK_BYTES,
  });
  return () => memory.look();
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(resolve(PROJECT, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function jobsOf(rooms: Rooms) {
  return [
    { name: "sessions", everySeconds: 60, run: () => enforceSessionLimits(rooms) },
    { name: "expired-rows", everySeconds: 600, run: () => deleteExpiredRows(rooms) },
    { name: "tokens", everySeconds: 600, run: () => deleteExpiredTokens(rooms) },
    { name: "addresses", everySeconds: 300, run: () => applyDueAddressChanges(rooms) },
    { name: "leaving", everySeconds: 600, run: () => deleteDueAccounts(rooms) },
    { name: "factors", everySeconds: 60, run: () => endExpiredFactors(rooms) },
    { name: "visits", everySeconds: 300, run: () => endExpiredVisits(rooms) },
    { name: "start-again", everySeconds: 300, run: () => startAgainWhenDue(rooms) },
    { name: "mail", everySeconds: 30, run: () => rooms.mail.deliverDue() },
    { name: "erasure", everySeconds: 3600, run: () => rooms.database.erase() },
    { name: "trash", everySeconds: 3600, run: (signal: AbortSignal) => destroyExpiredTrash(rooms, signal) },
    { name: "arrivals", everySeconds: 600, run: (signal: AbortSignal) => collectArrivals(rooms, signal) },
    { name: "archives", everySeconds: 600, run: () => deleteExpiredArchives(rooms) },
    { name: "uploads", everySeconds: 60, run: (signal: AbortSignal) => collectUploads(rooms, signal) },
    // Where the bucket was away at the first start.
    { name: "canary", everySeconds: 60, run: () => makeCanary(rooms) },
    { name: "doomed", everySeconds: 60, run: (signal: AbortSignal) => collectDoomedBlobs(rooms, signal) },
  ];
}

/** A store that is away for now is no reason not to start; one that refuses us is. */
async function blobWarnings(blobs: BlobStore, log: pino.Logger): Promise<readonly BlobWarning[]> {
  try {
    return await blobs.status();
  } catch (error) {
    if (error instanceof BlobStoreRefused) throw error;
    log.warn({ err: error }, "the picture store is not ready yet");
    return [];
  }
}

async function main(): Promise<void> {
  if (process.versions.node.split(".")[0] !== NODE_MAJOR) {
    process.stderr.write(
      `Safelight runs on Node ${NODE_MAJOR}, and this is Node ${process.versions.node}. Start it with "npm start", which brings the right one.\n`,
    );
    process.exit(1);
  }
  if (!existsSync(resolve(PROJECT, "web/dist/index.html"))) {
    process.stderr.write('The web client is not built. Start Safelight with "npm start", which builds it.\n');
    process.exit(1);
  }
  process.umask(0o077);
  let config: Config | null = null;
  try {
    config = readConfig(loadEnvironment());
    const { close, renew, greet: sayReady } = await serve(config);
    let closing = false;
    const stop = (): void => {
      // Asked twice, somebody is in a hurry: nothing that was acknowledged is lost by that.
      if (closing) process.exit(1);
      closing = true;
      print("Safelight is stopping; uploads under way are finished first.");
      setTimeout(() => process.exit(1), STOP_SECONDS * 1000).unref();
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${explain(error, config)}\n`);
          process.exit(1);
        },
      );
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    process.on("SIGHUP", renew);
    // Whoever reads that it is ready may ask it to stop.
    sayReady();
  } catch (error) {
    process.stderr.write(`Safelight cannot start. ${explain(error, config)}\n`);
    process.exit(1);
  }
}

await main();
