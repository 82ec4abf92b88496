import { registerHooks } from "node:module";

/** From now on, in this process, whoever imports the module gets another one of this folder. */
export function replaceModule(pathEnd: string, byFile: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (!found.url.endsWith(pathEnd)) return found;
      return { ...found, url: new URL(byFile, import.meta.url).href };
    },
  });
}
