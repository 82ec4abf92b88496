// Password hashes that cost next to nothing, for applications that tests put together: most tests are about something
// else, and the product's own would be most of what they compute.

import { ARGON2, type Argon2Versions } from "../../server/crypto/password-hash.ts";

/** Of no version of the product: a real server on the same database says so instead of finding passwords wrong. */
const QUICK_VERSION = 1_000;

/** New hashes are quick; those of the product are still read, and hashed anew like those of any former version. */
export const QUICK_HASHES: Argon2Versions = {
  ...ARGON2,
  [QUICK_VERSION]: { memory: 64, passes: 1, parallelism: 1, tagLength: 64 },
};
