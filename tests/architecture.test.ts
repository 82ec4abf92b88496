// The house rules of docs/architecture.md, executable: which room may import what, and where a file may lie.
// The table here is the original; the document quotes it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import {
  BUILT_INS,
  EVERYTHING,
  EVERYTHING_ON_THE_SERVER,
  faultsOf,
  type House,
  onlyHereOf,
  tableOf,
} from "./support/house-rules.ts";
import { readSourceFile } from "./support/source-file.ts";

const ENGINES = [
  "server/database",
  "server/blobs",
  "server/keys",
  "server/imaging",
  "server/scanner",
  "server/mail",
  "server/jobs",
  "server/events",
];
const typesOf = (rooms: readonly string[]): readonly string[] => rooms.map((room) => `types of ${room}`);

const LIKE_A_FEATURE = "like server/<feature>";

const WEB = [
  "react",
  "react-dom",
  "react-aria-components",
  "@tanstack/react-router",
  "@tanstack/react-query",
];

const house: House = {
  features: [
    "accounts",
    "factors",
    "passkeys",
    "oidc",
    "vault",
    "images",
    "pieces",
    "uploads",
    "albums",
    "shares",
    "tokens",
    "people",
    "my-data",
    "live",
    "search",
    "archives",
    "audit",
    "instance",
    "master-key",
    "verification",
    "backups",
  ],
  rooms: [
    { room: "contract", mayImport: ["zod"] },
    { room: "server/crypto", mayImport: ["node:crypto"] },
    { room: "server/keys", mayImport: ["server/crypto", "pkcs11js"] },
    {
      room: "server/blobs",
      mayImport: [
        "server/crypto",
        "types of server/blob-place.ts",
        "@aws-sdk/client-s3",
        "@smithy/node-http-handler",
      ],
    },
    { room: "server/imaging", mayImport: ["server/crypto", "contract"] },
    { room: "server/imaging/decoder", mayImport: ["sharp", BUILT_INS] },
    { room: "server/database", mayImport: ["kysely", "pg", "pg-cursor", "types of contract"] },
    { room: "server/mail", mayImport: ["server/database", "server/crypto", "kysely", "nodemailer"] },
    { room: "server/scanner", mayImport: [] },
    { room: "server/jobs", mayImport: ["server/database", "server/crypto", "kysely"] },
    { room: "server/zip", mayImport: [] },
    { room: "server/metrics", mayImport: ["types of server/rooms.ts", "prom-client"] },
    {
      room: "server/events",
      mayImport: ["types of contract", "types of server/access", "types of server/database"],
    },
    { room: "server/access", mayImport: ["contract"] },
    {
      room: "server/<feature>",
      mayImport: [
        "contract",
        "server/errors.ts",
        "server/access",
        "server/rooms.ts",
        "server/crypto",
        "server/audit/record.ts",
        "server/vault",
        "server/<feature>/*-store.ts",
        ...typesOf([...ENGINES, "server/config.ts", "kysely"]),
      ],
    },
    {
      room: "server/accounts",
      mayImport: [
        LIKE_A_FEATURE,
        "server/factors",
        "server/oidc",
        "server/passkeys",
        "@zxcvbn-ts/core",
        "@zxcvbn-ts/language-common",
        "@zxcvbn-ts/language-en",
      ],
    },
    // The second half of signing in ends as the first one does, where nobody has a second factor.
    {
      room: "server/factors",
      mayImport: [LIKE_A_FEATURE, "server/accounts", "server/passkeys", "otpauth", "qr"],
    },
    // A way in of its own, and a proof wherever one is asked for.
    { room: "server/passkeys", mayImport: [LIKE_A_FEATURE, "server/accounts", "@simplewebauthn/server"] },
    // A provider's word lets in, asks for the second factor, and makes accounts.
    {
      room: "server/oidc",
      mayImport: [LIKE_A_FEATURE, "server/accounts", "server/factors", "server/passkeys", "openid-client"],
    },
    // The faults of an engine that a rule must tell apart, and the one file that leaves otherwise than it is kept. What
    // an image's albums mean to it: whether it is a favourite, and which album an upload goes into.
    {
      room: "server/images",
      mayImport: [
        LIKE_A_FEATURE,
        "server/albums",
        "server/pieces",
        "server/blobs/blob-store.ts",
        "server/jobs/leases.ts",
        "server/imaging/image-refused.ts",
        "server/imaging/insert-details.ts",
      ],
    },
    // A file whose parts have come is uploaded by the rule of images.
    {
      room: "server/uploads",
      mayImport: [LIKE_A_FEATURE, "server/images", "server/albums", "server/blobs/blob-store.ts", "zod"],
    },
    // Signing in opens a vault, and unlocking one counts wrong passwords and renews the session. Its
    // rotation seals the data keys of images and the keys of albums anew.
    {
      room: "server/vault",
      mayImport: [
        LIKE_A_FEATURE,
        "server/accounts",
        "server/factors",
        "server/passkeys",
        "server/images",
        "server/albums",
        "server/database/canary-account.ts",
      ],
    },
    // Their acts are told by mail, and end in what accounts are made of.
    { room: "server/tokens", mayImport: [LIKE_A_FEATURE, "server/accounts", "server/factors"] },
    { room: "server/people", mayImport: [LIKE_A_FEATURE, "server/accounts"] },
    {
      room: "server/my-data",
      mayImport: [LIKE_A_FEATURE, "server/accounts", "server/images", "server/albums", "server/zip"],
    },
    { room: "server/albums", mayImport: [LIKE_A_FEATURE, "server/images"] },
    { room: "server/shares", mayImport: [LIKE_A_FEATURE, "server/images"] },
    // What is found by an album's name, and what an archive of one holds.
    {
      room: "server/search",
      mayImport: [LIKE_A_FEATURE, "server/images", "server/albums", "server/pieces"],
    },
    { room: "server/archives", mayImport: [LIKE_A_FEATURE, "server/images", "server/albums", "server/zip"] },
    // What lies under the master key: the instance's own secrets, and every managed vault.
    {
      room: "server/master-key",
      mayImport: [
        LIKE_A_FEATURE,
        "server/instance/instance-store.ts",
        "server/vault/*-store.ts",
        "server/keys/provider.ts",
      ],
    },
    { room: "server/instance", mayImport: [LIKE_A_FEATURE, "server/vault/master-version-store.ts"] },
    // Looks at everything that is kept, whoever keeps it, and opens what it is given the keys of.
    {
      room: "server/verification",
      mayImport: [
        LIKE_A_FEATURE,
        "server/audit",
        "server/images",
        "server/albums",
        "server/uploads",
        "server/images/*-store.ts",
        "server/albums/*-store.ts",
        "server/vault/*-store.ts",
        "server/blobs/blob-store.ts",
        "server/database/canary-account.ts",
      ],
    },
    // Rows of one moment and the bytes that belong to them, out of every engine and back.
    {
      room: "server/backups",
      mayImport: [
        LIKE_A_FEATURE,
        "server/audit",
        "server/audit/*-store.ts",
        "server/instance",
        "server/images",
        "server/master-key",
        "server/verification",
        "server/verification/*-store.ts",
        "server/blobs",
        "server/blob-place.ts",
        "server/database",
      ],
    },
    { room: "server/<feature>/*-store.ts", mayImport: ["kysely", "server/database", "types of contract"] },
    {
      room: "server/<feature>/routes.ts",
      mayImport: [
        "server/<feature>",
        "server/<feature>/*-store.ts",
        "contract",
        "server/http/serve.ts",
        "server/errors.ts",
        "types of server/access",
        "types of server/rooms.ts",
      ],
    },
    {
      room: "server/http",
      mayImport: [
        "contract",
        "server/errors.ts",
        "server/access",
        "server/rooms.ts",
        "server/<any>/routes.ts",
        "server/metrics",
        "server/crypto",
        "types of pino",
        "prom-client",
        "zod",
      ],
    },
    {
      room: "server/rooms.ts",
      mayImport: [
        "contract",
        "types of server/crypto",
        "types of server/access",
        ...typesOf([...ENGINES, "server/config.ts", "server/fault-points.ts"]),
      ],
    },
    { room: "server/fault-points.ts", mayImport: [] },
    { room: "server/errors.ts", mayImport: ["contract"] },
    {
      room: "server/config.ts",
      mayImport: [
        "contract",
        "zod",
        "server/settings.ts",
        "server/setting-kinds.ts",
        "server/sign-in-providers.ts",
        "server/blob-place.ts",
      ],
    },
    {
      room: "server/settings.ts",
      mayImport: ["contract", "zod", "server/setting-kinds.ts", "server/blob-place.ts"],
    },
    { room: "server/setting-kinds.ts", mayImport: ["zod", "server/keys/pkcs11-uri.ts"] },
    { room: "server/sign-in-providers.ts", mayImport: ["zod"] },
    { room: "server/blob-place.ts", mayImport: [] },
    { room: "server/configured-blobs.ts", mayImport: ["server/blobs", "types of server/blob-place.ts"] },
    { room: "server/main.ts", mayImport: [EVERYTHING_ON_THE_SERVER] },
    { room: "server/open-rooms.ts", mayImport: [EVERYTHING_ON_THE_SERVER] },
    { room: "server/data-folder.ts", mayImport: ["server/database"] },
    {
      room: "server/configured-database.ts",
      mayImport: ["types of server/database", "types of server/config.ts"],
    },
    {
      room: "server/configured-keys.ts",
      mayImport: ["server/keys", "server/project.ts", "types of server/config.ts"],
    },
    { room: "server/gathered-lines.ts", mayImport: [] },
    { room: "server/return-memory.ts", mayImport: [] },
    { room: "server/fault-for-log.ts", mayImport: [] },
    { room: "server/project.ts", mayImport: [] },
    {
      room: "server/terminal.ts",
      mayImport: [
        "server/project.ts",
        "server/blob-place.ts",
        "server/config.ts",
        "server/configured-keys.ts",
        "types of server/blobs",
      ],
    },
    { room: "server/commands", mayImport: [EVERYTHING_ON_THE_SERVER] },
    {
      room: "web/app",
      mayImport: ["web/features/<any>", "web/ui", "web/api", "web/copy", "contract", "lucide-react", ...WEB],
    },
    {
      room: "web/features/<part>",
      mayImport: ["web/ui", "web/api", "web/copy", "contract", "lucide-react", ...WEB],
    },
    // Large files are sent by the protocol's own client.
    {
      room: "web/features/upload",
      mayImport: ["web/ui", "web/api", "web/copy", "contract", "lucide-react", "tus-js-client", ...WEB],
    },
    // The meter judges a password as the server does.
    {
      room: "web/features/account",
      mayImport: [
        "web/ui",
        "web/api",
        "web/copy",
        "contract",
        "@zxcvbn-ts/core",
        "@zxcvbn-ts/language-common",
        "@zxcvbn-ts/language-en",
        ...WEB,
      ],
    },
    {
      room: "web/features/passkeys",
      mayImport: [
        "web/ui",
        "web/api",
        "web/copy",
        "contract",
        "lucide-react",
        "@simplewebauthn/browser",
        ...WEB,
      ],
    },
    { room: "web/ui", mayImport: ["web/api", "web/copy", "contract", "lucide-react", "thumbhash", ...WEB] },
    { room: "web/api", mayImport: ["contract", "zod", "@tanstack/react-query"] },
    { room: "web/worker", mayImport: [] },
    { room: "web/copy", mayImport: ["contract", "react"] },
    { room: "tools", mayImport: [BUILT_INS] },
    { room: "tests", mayImport: [EVERYTHING] },
    { room: "bench", mayImport: [EVERYTHING] },
    { room: "*.test.ts", mayImport: [EVERYTHING] },
    { room: "*.config.ts", mayImport: [EVERYTHING] },
  ],
  harmless: [
    "node:async_hooks",
    "node:buffer",
    "node:events",
    "node:os",
    "node:path",
    "node:perf_hooks",
    "node:stream",
    "node:timers",
    "node:url",
    "node:util",
    "node:zlib",
  ],
  onlyHere: [
    { what: ["process.env"], rooms: ["server/config.ts"] },
    { what: ["node:process"], rooms: [] },
    { what: ["node:crypto"], rooms: ["server/crypto"] },
    { what: ["crypto.*"], rooms: ["server/crypto", "web"] },
    { what: ["sharp", "@img/sharp-wasm32", "node:worker_threads"], rooms: ["server/imaging"] },
    { what: ["node:child_process"], rooms: ["server/imaging", "server/keys/token-process.ts"] },
    { what: ["node:module"], rooms: ["server/imaging"] },
    {
      what: ["node:sqlite", "pg", "kysely sql"],
      rooms: ["server/database", "server/<any>/*-store.ts"],
    },
    { what: ["sql.raw", "sql.lit"], rooms: ["server/database"] },
    { what: ["fastify", "@fastify/*"], rooms: ["server/http", "server/<any>/routes.ts"] },
    {
      what: ["node:net", "node:http", "node:https", "node:http2", "node:tls", "node:dns"],
      rooms: [
        "server/http",
        "server/accounts/limit-tries.ts",
        "server/scanner",
        "server/images/lent-body.ts",
      ],
    },
    {
      what: ["node:fs"],
      rooms: [
        "server/blobs",
        "server/keys",
        "server/imaging",
        "server/mail",
        "server/database",
        "server/config.ts",
        "server/data-folder.ts",
        "server/main.ts",
        "server/http/web-files.ts",
        "server/http/certificate.ts",
        "server/commands",
        "server/backups",
      ],
    },
  ],
  exempt: ["server/imaging/decoder", "tools", "tests", "bench", "*.test.ts", "*.config.ts"],
};

const root = join(import.meta.dirname, "..");
const FOLDERS = ["contract", "server", "web", "tools", "tests", "bench"];

function* sourcesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !["dist", "node_modules"].includes(entry.name)) yield* sourcesIn(path);
    else if (/\.([cm]?[jt]s|[jt]sx)$/.test(entry.name)) yield relative(root, path);
  }
}

function faultsIn(path: string, text: string): readonly string[] {
  return faultsOf(house, readSourceFile(path, text));
}

test("every file keeps the house rules", () => {
  const present = new Set(readdirSync(root));
  const sources = FOLDERS.filter((folder) => present.has(folder)).flatMap((folder) => [
    ...sourcesIn(join(root, folder)),
  ]);
  assert.ok(sources.length > 100, `only ${sources.length} source files were found`);
  const faults = sources.flatMap((path) => faultsIn(path, readFileSync(join(root, path), "utf8")));
  assert.deepEqual(faults, []);
});

test("docs/architecture.md quotes the table", () => {
  const document = readFileSync(join(root, "docs", "architecture.md"), "utf8");
  for (const quoted of [tableOf(house), onlyHereOf(house)]) {
    assert.ok(document.includes(quoted), `docs/architecture.md should hold:\n${quoted}`);
  }
});

const samples = readFileSync(join(import.meta.dirname, "architecture-refusals.txt"), "utf8");
const refusals = [...samples.matchAll(/^(\S.*)\n {2}(\S+): ?(.*)\n {2}refused: (.+)$/gm)];

test("there is a sample for each kind of fault", () => assert.ok(refusals.length >= 36));

for (const [, claim = "", path = "", code = "", fault = ""] of refusals) {
  test(`the rules refuse: ${claim}`, () => {
    const faults = faultsIn(path, code);
    assert.ok(
      faults.some((one) => one.includes(fault)),
      `no such fault among: ${faults.join("; ") || "none"}`,
    );
  });
}

test("the rules allow what the house is built of", () => {
  const allowed = [
    ["contract/images.ts", 'import * as z from "zod/mini"; import { imageId } from "./ids.ts";'],
    [
      "server/images/upload-image.ts",
      'import { may } from "../access/may.ts"; import { insertImage } from "./image-store.ts";',
    ],
    [
      "server/images/upload-image.ts",
      'import type { Database } from "../database/open.ts"; import { record } from "../audit/record.ts";',
    ],
    [
      "server/images/image-store.ts",
      'import { sql } from "kysely"; import type { Schema } from "../database/schema.ts";',
    ],
    [
      "server/images/routes.ts",
      'import { serve } from "../http/serve.ts"; import { uploadImage } from "./upload-image.ts";',
    ],
    ["server/albums/list-album.ts", 'import { viewImage } from "../images/view-image.ts";'],
    [
      "server/http/app.ts",
      'import { imageRoutes } from "../images/routes.ts"; import { fastify } from "fastify";',
    ],
    ["server/main.ts", 'import { open } from "./database/open.ts"; import path from "node:path";'],
    [
      "web/features/upload/drop-zone.tsx",
      'import { useState } from "react"; import url from "./hash.ts?worker&url"; import "#contract/limits.ts";',
    ],
    ["web/vite.config.ts", 'import react from "@vitejs/plugin-react"; export default react();'],
    [
      "server/images/upload-image.test.ts",
      'import { spawn } from "node:child_process"; import sharp from "sharp";',
    ],
  ] as const;
  for (const [path, code] of allowed) assert.deepEqual(faultsIn(path, code), []);
});
