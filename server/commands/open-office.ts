import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { forgetting } from "../access/forgetting.ts";
import type { Config } from "../config.ts";
import { openBlobsAt } from "../configured-blobs.ts";
import { configuredDatabase } from "../configured-database.ts";
import { openConfiguredKeys } from "../configured-keys.ts";
import { newId } from "../crypto/random.ts";
import { missingMigrations } from "../database/migrate.ts";
import { migrationsFor } from "../database/migrations/migrations.ts";
import { openDatabase } from "../database/open.ts";
import { openInstanceSecrets } from "../instance/open-instance-secrets.ts";
import { openMail } from "../mail/mail.ts";
import { PROJECT } from "../project.ts";
import type { Depot, Office } from "../rooms.ts";
import { Failed } from "./command.ts";

/**
 * Opens the database and the keys, and nothing else: a server may be running on them. Mails are put into the outbox
 * and leave with the server, so that a command ends at once and prints nothing but its answer.
 * @throws Failed when there is no database, or not one of this version
 */
export async function openOffice(
  config: Config,
): Promise<Office & Pick<Depot, "keys"> & { close(): Promise<void> }> {
  const target = configuredDatabase(config, resolve(PROJECT, config.dataFolder), () => undefined);
  if (target.kind === "sqlite" && !existsSync(target.file)) {
    throw new Failed(`There is no database at ${target.file}. Start Safelight once, or set SAFELIGHT_DATA.`);
  }
  const database = await openDatabase(target);
  try {
    if ((await missingMigrations(database, migrationsFor(database.dialect))).length > 0) {
      throw new Failed(
        "The database is of an older version. Start Safelight once, which brings it up to date.",
      );
    }
    const keys = await openConfiguredKeys(config, { create: false });
    const secrets = await openInstanceSecrets(database, keys, Date.now());
    const mail = openMail({
      db: database.db,
      outboxKey: secrets.outboxKey,
      transport: { send: async () => undefined, close: () => undefined },
      clock: Date.now,
      onDelay: () => undefined,
      onDrop: () => undefined,
    });
    return {
      config,
      database,
      keys,
      secrets,
      mail: { ...mail, deliverDue: async () => undefined },
      forgetting: forgetting(),
      clock: Date.now,
      newId,
      reached: () => undefined,
      async close() {
        await mail.close();
        await keys.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** As openOffice, with the sealed bytes: read, written and deleted beside the server that owns their folder. */
export async function openDepot(config: Config): Promise<Depot & { close(): Promise<void> }> {
  const office = await openOffice(config);
  try {
    const blobs = await openBlobsAt(config.blobs, PROJECT, { beside: true });
    return {
      ...office,
      blobs,
      async close() {
        await blobs.close();
        await office.close();
      },
    };
  } catch (error) {
    await office.close();
    throw error;
  }
}
