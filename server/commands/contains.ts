import { isAbsolute, relative } from "node:path";

/** Whether a path is that folder, or lies in it. Both are absolute. */
export function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !(way === ".." || way.startsWith("../") || isAbsolute(way));
}
