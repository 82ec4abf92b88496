// What Playwright's locators ask of a page, answered by WebDriver: find, judge, click, type. Their other wishes are
// not known here; `webkit-page.ts` refuses them by name.

import { setTimeout as pause } from "node:timers/promises";
import { IN_PAGE } from "./in-page.ts";
import { inStep, KEYS, type Step } from "./keyboard-and-mouse.ts";
import { AROUND, JUDGE, LOCATE } from "./page-scripts.ts";
import { type WebDriver, WebDriverError } from "./web-driver.ts";

/** Below the time that a journey has: it ends with what was missing. */
const LIMIT_MS = 60_000;
const EXPECT_MS = 120_000;
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** The page moved under us: the next look finds what there is by then. */
const PASSING = new Set([
  "stale element reference",
  "element click intercepted",
  "element not interactable",
  "no such element",
  "javascript error",
  // A script is lost with the document that it ran in.
  "no such frame",
  "script timeout",
]);

interface Asked {
  readonly timeout?: number;
}

export interface Expected extends Asked {
  readonly isNot?: boolean;
  readonly selector?: string;
  readonly [more: string]: unknown;
}

interface Judged {
  readonly matches: boolean;
  readonly received?: unknown;
  readonly timedOut?: boolean;
}

type Element = Readonly<Record<typeof ELEMENT, string>>;

const over = (origin: Element): readonly Step[] => [{ type: "pointerMove", origin, x: 0, y: 0, duration: 0 }];

export class WebKitFrame {
  readonly #driver: WebDriver;
  readonly #faults: string[] = [];
  /** What the mouse was last put upon. */
  #under: Element | null = null;
  /** Where the page was when it last answered. */
  address = "about:blank";

  constructor(driver: WebDriver) {
    this.#driver = driver;
  }

  /** Everything that pages complained about so far. */
  async complaints(): Promise<readonly string[]> {
    await this.run("() => null");
    return this.#faults;
  }

  /** Calls a function, given as source, in the page with `{ injected, faults }` before the arguments. */
  async run(source: string, ...args: readonly unknown[]): Promise<unknown> {
    const body = (isFirst: boolean): string => `
      ${isFirst ? IN_PAGE : ""}
      const done = arguments[arguments.length - 1];
      if (!globalThis.__journey) return done({ isNew: true });
      const tell = (answer) => done({ ...answer, address: location.href, faults: __journey.faults.splice(0) });
      (async (...given) => (${source})(__journey, ...given))(...Array.prototype.slice.call(arguments, 0, -1))
        .then((value) => tell({ value }), (error) => tell({ error: String(error?.message ?? error) }));`;
    for (let isFirst = false; ; isFirst = true) {
      const answer = (await this.#driver.command("POST", "execute/async", {
        script: body(isFirst),
        args,
      })) as { isNew?: true; value?: unknown; error?: string; address: string; faults: string[] };
      if (answer.isNew) continue;
      this.address = answer.address;
      this.#faults.push(...answer.faults);
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.value;
    }
  }

  async goto(url: string): Promise<void> {
    await this.run("() => null");
    const [page, fragment] = url.split("#");
    if (fragment !== undefined && page === this.address.split("#")[0]) {
      await this.#driver.command("POST", "url", { url });
      return;
    }
    await this.run("() => void (globalThis.__journey_left = true)");
    await this.#driver.command("POST", "url", { url });
    await this.#arrive();
  }

  async reload(): Promise<void> {
    await this.run("() => void (globalThis.__journey_left = true)");
    await this.#driver.command("POST", "refresh");
    await this.#arrive();
  }

  /** Waits for the next document, watching it from as early as it can be spoken to, and for its load. */
  async #arrive(): Promise<void> {
    await this.#until(LIMIT_MS, "the page did not load", () =>
      this.run(`() => !globalThis.__journey_left && document.readyState === "complete" || null`),
    );
  }

  async click(
    selector: string,
    asked: Asked & { readonly modifiers?: readonly string[] } = {},
  ): Promise<void> {
    await this.#withElement(selector, ["visible", "enabled", "stable"], asked, async (element) => {
      const target = (await this.run(AROUND, element)) as Element;
      if (asked.modifiers === undefined) {
        await this.#driver.command("POST", `element/${target[ELEMENT]}/click`, {});
        return;
      }
      const held = asked.modifiers.map((key) => KEYS[key] ?? key);
      await this.#act(
        ...held.map((value) => ({ type: "keyDown", value })),
        ...over(target),
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
        ...held.map((value) => ({ type: "keyUp", value })),
      );
    });
  }

  async hover(selector: string, asked: Asked = {}): Promise<void> {
    await this.#withElement(selector, ["visible", "stable"], asked, async (element) => {
      await this.#act(...over(element));
      this.#under = element;
    });
  }

  /** Turns the wheel over what was hovered last, by pixels. */
  async turnWheel(deltaX: number, deltaY: number): Promise<void> {
    const origin = this.#under ?? "viewport";
    const scroll = { type: "scroll", x: 0, y: 0, deltaX, deltaY, origin, duration: 0 };
    await this.#driver.command("POST", "actions", {
      actions: [{ type: "wheel", id: "wheel", actions: [scroll] }],
    });
  }

  async check(selector: string, asked: Asked = {}): Promise<void> {
    const { matches } = await this.#judge({ expression: "to.be.checked", expectedValue: {}, selector });
    if (!matches) await this.click(selector, asked);
  }

  /** Enters text as a keyboard would: the page hears of it by trusted events. */
  async fill(selector: string, value: string, asked: Asked = {}): Promise<void> {
    await this.#withElement(selector, ["visible", "enabled", "editable"], asked, async (element) => {
      await this.run(
        `({ injected }, node, value) => {
          if (injected.fill(node, value) !== "needsinput") return;
          document.execCommand(value === "" ? "delete" : "insertText", false, value);
        }`,
        element,
        value,
      );
    });
  }

  async focus(selector: string, asked: Asked = {}): Promise<void> {
    await this.#withElement(selector, [], asked, async (element) => {
      await this.run("({ injected }, node) => void injected.focusNode(node)", element);
    });
  }

  async press(selector: string, key: string, asked: Asked = {}): Promise<void> {
    await this.focus(selector, asked);
    await this.pressKey(key);
  }

  /** One key, with others held before it: `ArrowRight`, `Shift+Tab`. */
  async pressKey(combination: string): Promise<void> {
    const keys = combination.split("+").map((key) => KEYS[key] ?? key);
    await this.#act(
      ...keys.map((value) => ({ type: "keyDown", value })),
      ...keys.toReversed().map((value) => ({ type: "keyUp", value })),
    );
  }

  /** What a keyboard and a mouse do, one after the other. */
  async #act(...steps: readonly Step[]): Promise<void> {
    await this.#driver.command("POST", "actions", { actions: inStep(steps) });
  }

  async selectOption(selector: string, value: string, asked: Asked = {}): Promise<void> {
    await this.#withElement(selector, ["visible", "enabled"], asked, async (element) => {
      const wanted = [{ valueOrLabel: value }];
      await this.run(
        "({ injected }, node, wanted) => void injected.selectOptions(node, wanted)",
        element,
        wanted,
      );
    });
  }

  /** Hands files that lie on disk to an input, which may be hidden as such inputs are. */
  async setFiles(selector: string, paths: readonly string[]): Promise<void> {
    await this.#withElement(selector, [], {}, async (element) => {
      await this.#driver.command("POST", `element/${element[ELEMENT]}/value`, { text: paths.join("\n") });
    });
  }

  async innerText(selector: string, asked: Asked = {}): Promise<string> {
    return (await this.#readOne(selector, "node.innerText", asked)) as string;
  }

  async textContent(selector: string, asked: Asked = {}): Promise<string> {
    return (await this.#readOne(selector, "node.textContent", asked)) as string;
  }

  async inputValue(selector: string, asked: Asked = {}): Promise<string> {
    return (await this.#readOne(selector, "node.value", asked)) as string;
  }

  async isVisible(selector: string): Promise<boolean> {
    return (await this.#judge({ expression: "to.be.visible", selector })).matches;
  }

  async _queryCount(selector: string): Promise<number> {
    return (await this.$$eval(selector, "(all) => all.length")) as number;
  }

  async $$eval(selector: string, source: unknown, given?: unknown): Promise<unknown> {
    return await this.run(
      `({ injected }, selector, given) =>
        (${String(source)})(injected.querySelectorAll(injected.parseSelector(selector), document), given)`,
      selector,
      given,
    );
  }

  /** Playwright's assertions end here. */
  async _expect(expression: string, expected: Expected): Promise<Judged> {
    const isNot = expected.isNot ?? false;
    const end = Date.now() + (expected.timeout || EXPECT_MS);
    for (;;) {
      const { matches, received } = await this.#judge({ ...expected, isNot, expression });
      if (matches !== isNot) return { matches };
      if (Date.now() > end) return { matches, received, timedOut: true };
      await pause(100);
    }
  }

  async #judge(expected: Readonly<Record<string, unknown>>): Promise<Judged> {
    // A page that is just being left answers nothing; the next one does.
    const judge = async (): Promise<Judged> =>
      (await this.run(JUDGE, { isNot: false, ...expected })) as Judged;
    return await this.#until(LIMIT_MS, "the page does not answer", judge);
  }

  async #readOne(selector: string, what: string, asked: Asked): Promise<unknown> {
    let read: unknown;
    await this.#withElement(selector, [], asked, async (element) => {
      read = await this.run(`(_, node) => ${what}`, element);
    });
    return read;
  }

  async #withElement(
    selector: string,
    states: readonly string[],
    { timeout }: Asked,
    act: (element: Element) => Promise<void>,
  ): Promise<void> {
    await this.#until(timeout || LIMIT_MS, `nothing to act on: ${selector}`, async () => {
      const element = (await this.run(LOCATE, selector, states)) as Element | null;
      if (element === null) return null;
      await act(element);
      return true;
    });
  }

  async #until<T>(limitMs: number, complaint: string, attempt: () => Promise<T | null>): Promise<T> {
    const end = Date.now() + limitMs;
    let last: unknown;
    for (;;) {
      try {
        const result = await attempt();
        if (result !== null) return result;
      } catch (error) {
        if (!(error instanceof WebDriverError && PASSING.has(error.code))) throw error;
        last = error;
      }
      if (Date.now() > end) {
        throw new Error(last instanceof Error ? `${complaint} (${last.message})` : complaint, {
          cause: last,
        });
      }
      await pause(100);
    }
  }
}
