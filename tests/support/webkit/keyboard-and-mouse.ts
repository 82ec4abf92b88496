// Actions of WebDriver: its keys, and steps that a keyboard and a mouse take together.

export const KEYS: Readonly<Record<string, string>> = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  Space: " ",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
};

/** One step of a keyboard or of a mouse. */
export interface Step {
  readonly type: string;
  readonly [more: string]: unknown;
}

/** The steps as WebDriver wants them: one device pauses while the other moves. A mouse is only there where it is used. */
export function inStep(steps: readonly Step[]): readonly object[] {
  const of = (isKey: boolean): readonly Step[] =>
    steps.map((step) => (step.type.startsWith("key") === isKey ? step : { type: "pause", duration: 0 }));
  const keyboard = { type: "key", id: "keyboard", actions: of(true) };
  const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: of(false) };
  return steps.some(({ type }) => type.startsWith("pointer")) ? [keyboard, mouse] : [keyboard];
}
