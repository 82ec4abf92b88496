import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { firstTables } from "./0001-first-tables.ts";
import { factors } from "./0002-factors.ts";
import { passkeys } from "./0003-passkeys.ts";
import { identities } from "./0004-identities.ts";
import { vaultRotation } from "./0005-vault-rotation.ts";
import { people } from "./0006-people.ts";
import { uploads } from "./0007-uploads.ts";
import { shortPasswords } from "./0008-short-passwords.ts";
import { albums } from "./0010-albums.ts";
import { archives } from "./0012-archives.ts";
import { damagedKeys } from "./0022-damaged-keys.ts";
import { masterVersions } from "./0023-master-versions.ts";
import { searchPieces } from "./0024-search-pieces.ts";
import { rewritingKeys } from "./0025-rewriting-keys.ts";
import { hotIndexes } from "./0026-hot-indexes.ts";
import { leakedKeys } from "./0027-leaked-keys.ts";
import { piecesWithShapes } from "./0028-pieces-with-shapes.ts";

/** Every migration by name, in order. Names are never changed or removed once released. */
export function migrationsFor(dialect: Dialect): Record<string, Migration> {
  return {
    "0001-first-tables": firstTables(dialect),
    "0002-factors": factors(dialect),
    "0003-passkeys": passkeys(dialect),
    "0004-identities": identities(dialect),
    "0005-vault-rotation": vaultRotation(dialect),
    "0006-people": people(dialect),
    "0007-uploads": uploads(dialect),
    "0008-short-passwords": shortPasswords(),
    "0010-albums": albums(dialect),
    "0012-archives": archives(dialect),
    "0022-damaged-keys": damagedKeys(),
    "0023-master-versions": masterVersions(dialect),
    "0024-search-pieces": searchPieces(dialect),
    "0025-rewriting-keys": rewritingKeys(dialect),
    "0026-hot-indexes": hotIndexes(),
    "0027-leaked-keys": leakedKeys(),
    "0028-pieces-with-shapes": piecesWithShapes(),
  };
}
