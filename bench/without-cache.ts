// Loaded into a server before anything else (NODE_OPTIONS=--import), it takes the memory of sealed blobs away, so that
// each is read from the disk (or from what the system keeps of it). The product has no such setting.
import { replaceModule } from "./replace-module.ts";

replaceModule("/server/blobs/remembering.ts", "forgetful-blobs.ts");
