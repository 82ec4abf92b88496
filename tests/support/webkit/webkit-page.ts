// A page in WebKit that journeys use as Playwright's: its locators are Playwright's own, on a frame of ours. What a
// driver of WebKit cannot do, or no journey has needed yet, throws with its name; nothing is silently left out.

import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileChooser, Locator, Page } from "@playwright/test";
import type { WebDriver } from "./web-driver.ts";
import { WebKitFrame } from "./webkit-frame.ts";

const FINDERS = [
  "locator",
  "getByRole",
  "getByLabel",
  "getByText",
  "getByPlaceholder",
  "getByTitle",
] as const;

interface NamedFile {
  readonly name: string;
  readonly buffer: Buffer;
}

interface Options {
  /** What addresses without an origin are of. */
  readonly origin: string;
  /** A page of Playwright's, which lends its locators. */
  readonly model: Page;
}

export function webkitPage(driver: WebDriver, { origin, model }: Options): Page {
  const frame = new WebKitFrame(driver);
  const partOf = (owner: string, known: object): object =>
    new Proxy(known, {
      get(target, name) {
        if (typeof name === "symbol" || name === "then" || name in target)
          return Reflect.get(target, name) as unknown;
        throw new Error(`WebKit's driver knows no ${owner}.${name}`);
      },
    });
  const makeLocator = model.locator("html").constructor as new (on: unknown, selector: string) => Locator;
  const finders = Object.fromEntries(
    FINDERS.map((name) => [
      name,
      (...args: readonly unknown[]) => {
        const like = (model[name] as (...given: readonly unknown[]) => Locator)(...args);
        return new makeLocator(onFrame, (like as unknown as { _selector: string })._selector);
      },
    ]),
  );
  const page = partOf("page", {
    ...finders,
    _apiName: "Page",
    goto: (address: string) => frame.goto(new URL(address, origin).href),
    reload: () => frame.reload(),
    goBack: () => driver.command("POST", "back"),
    url: () => frame.address,
    mainFrame: () => onFrame,
    context: () => context,
    keyboard: partOf("keyboard", { press: (key: string) => frame.pressKey(key) }),
    mouse: partOf("mouse", { wheel: (x: number, y: number) => frame.turnWheel(x, y) }),
    evaluate: async (source: unknown, given: unknown) =>
      typeof source === "string"
        ? void (await driver.command("POST", "execute/sync", { script: source, args: [] }))
        : await frame.run(`(_, given) => (${String(source)})(given)`, given),
    screenshot: async ({ path }: { path: string }) => {
      // Two frames, so that what was last drawn is what is kept.
      await frame.run("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))");
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, (await driver.command("GET", "screenshot")) as string, "base64");
    },
    consoleMessages: async () => (await frame.complaints()).map((words) => ({ text: () => words })),
    waitForEvent: async (name: string) => {
      if (name !== "filechooser") throw new Error(`WebKit's driver tells of no ${name}`);
      return await Promise.resolve(fileChooser(frame, driver));
    },
  }) as Page;
  const context = partOf("context", {
    _options: { baseURL: origin },
    clearCookies: () => driver.command("DELETE", "cookie"),
  });
  const onFrame: object = new Proxy(frame, {
    get(target, name) {
      if (name === "page") return () => page;
      const known: unknown = Reflect.get(target, name);
      if (typeof known === "function") return known.bind(target) as unknown;
      if (typeof name === "symbol" || name === "then" || known !== undefined) return known;
      throw new Error(`WebKit's driver knows no locator.${name}`);
    },
  });
  return page;
}

/** Under automation no dialog opens: the files are given to the input that the click was for. */
function fileChooser(frame: WebKitFrame, { folder }: WebDriver): FileChooser {
  const setFiles = async (files: readonly NamedFile[]): Promise<void> => {
    // They stay: the browser reads them when the page sends them.
    const place = await mkdtemp(join(folder, "chosen-"));
    const paths = files.map(({ name }) => join(place, name));
    for (const [index, { buffer }] of files.entries()) await writeFile(paths[index] ?? "", buffer);
    await frame.setFiles("input[type=file] >> nth=0", paths);
  };
  return { setFiles } as unknown as FileChooser;
}
