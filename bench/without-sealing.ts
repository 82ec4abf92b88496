// Loaded into a server before anything else (NODE_OPTIONS=--import), it puts bench/unsealed-blob.ts in the place of
// the sealing of blobs. The product has no such setting.
import { replaceModule } from "./replace-module.ts";

replaceModule("/server/crypto/sealed-blob.ts", "unsealed-blob.ts");
