import { join } from "node:path";

/**
 * Where the processes of the tests keep the code that node has compiled, for each other: hundreds of them load the
 * same modules, and stripping types and compiling is half of what a start costs. Files that changed are compiled anew.
 */
export const compiledIn = (root: string): string => join(root, ".cache", "compiled");
