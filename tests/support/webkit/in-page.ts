// What is put into each page that WebKit opens: Playwright's own selectors and assertions, so that a journey finds
// and judges exactly what it does in the other engines, and a watch over faults.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";

/** Faults from here on; of violations of the policy, also those from before. What a page says earlier is missed. */
const WATCH = `
  const faults = [];
  // What a page was still asking for when it is left is given up, and WebKit says so to a page that has a moment left:
  // then neither that nor what the page says of it is a fault.
  let isLeaving = false;
  addEventListener("beforeunload", () => {
    isLeaving = true;
    // It stays after all when what comes is kept as a file.
    setTimeout(() => (isLeaving = false), 1000);
  });
  for (const level of ["error", "warn"]) {
    const say = console[level];
    console[level] = (...words) => {
      if (!isLeaving) faults.push(words.map(String).join(" "));
      say.apply(console, words);
    };
  }
  addEventListener("error", (event) => {
    const { target } = event;
    const isOfPage = event.message === undefined;
    if (isOfPage && isLeaving) return;
    faults.push(isOfPage ? "could not load " + (target.currentSrc || target.src || target.href) : event.message);
  }, true);
  addEventListener("unhandledrejection", (event) => faults.push("unhandled: " + event.reason));
  addEventListener("securitypolicyviolation", (event) =>
    faults.push("policy violation: " + event.violatedDirective + " " + event.blockedURI));
  new ReportingObserver((reports) => {
    for (const { type, body } of reports) {
      if (type === "csp-violation") faults.push("policy violation: " + JSON.stringify(body));
    }
  }, { buffered: true }).observe();
`;

const OPTIONS = {
  isUnderTest: false,
  sdkLanguage: "javascript",
  frameSeq: 0,
  testIdAttributeName: "data-testid",
  stableRafCount: 1,
  browserName: "webkit",
  shouldPrependErrorPrefix: false,
  isUtilityWorld: false,
  customEngines: [],
};

/** A script that leaves `__journey` in the page, with `injected` and `faults`. Does nothing the second time. */
export const IN_PAGE = `if (!globalThis.__journey) {
  ${WATCH}
  const module = {};
  ${playwrightsOwn()}
  const injected = new (module.exports.InjectedScript())(globalThis, ${JSON.stringify(OPTIONS)});
  Object.defineProperty(globalThis, "__journey", { value: { injected, faults } });
}`;

/** Playwright does not export it, so it is read out of the exact version that package.json names. */
function playwrightsOwn(): string {
  const bundle = readFileSync(
    createRequire(import.meta.url).resolve("playwright-core/lib/coreBundle"),
    "utf8",
  );
  const literal =
    /generated\/injectedScriptSource\.ts"\(\) \{\s*"use strict";\s*\w+ = ('(?:[^'\\]|\\.)*');/.exec(
      bundle,
    )?.[1];
  if (literal === undefined) throw new Error("this version of Playwright keeps its page script elsewhere");
  return runInNewContext(literal) as string;
}
