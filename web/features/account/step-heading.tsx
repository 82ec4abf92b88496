import { useEffect, useRef } from "react";
import { useWords } from "../../copy/words.ts";

/** The heading of one step; takes the focus when the step begins. */
export function StepHeading({ step, title }: { readonly step: number; readonly title: string }) {
  const { kit } = useWords().account;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <p className="text-sm text-faint">{kit.step(step)}</p>
      <h2 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
        {title}
      </h2>
    </>
  );
}
