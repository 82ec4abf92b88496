// What the frame of WebKit asks in a page, as source: each is called with `{ injected, faults }` before its arguments.

/** Looks up the one element; `found` is null while it is not in the wished state. */
export const LOCATE = `async ({ injected }, selector, states) => {
  const node = injected.querySelector(injected.parseSelector(selector), document, true);
  if (!node) return null;
  const missing = await injected.checkElementStates(node, states, true);
  if (missing) return null;
  node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  return node;
}`;

/** The whole link or button around what is to be clicked: whichever of its parts lies uppermost takes the click. */
export const AROUND = `async ({ injected }, node) => injected.retarget(node, "button-link") ?? node`;

export const JUDGE = `async ({ injected }, { selector, ...expected }) => {
  const isOfPage = /^to.have.(title|url)$/.test(expected.expression);
  const all = isOfPage ? [] : injected.querySelectorAll(injected.parseSelector(selector), document);
  const isOfMany = expected.expression === "to.have.count" || expected.expression.endsWith(".array");
  if (all.length > 1 && !isOfMany) throw injected.strictModeViolationError(injected.parseSelector(selector), all);
  if (isOfPage || isOfMany || all.length === 1) {
    const { matches, received } = await injected.expect(all[0] ?? document.documentElement, expected, all, true);
    return { matches, received: received && { value: received.value } };
  }
  const isFulfilled = /^to.be.(hidden|detached)$/.test(expected.expression);
  const isAbout = /^to.be.(visible|hidden|attached|detached|in.viewport)$/.test(expected.expression);
  return { matches: isAbout ? isFulfilled : expected.isNot };
}`;
