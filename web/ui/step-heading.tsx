import { useLayoutEffect, useRef } from "react";

interface StepHeadingProps {
  /** Which step it is, in words. */
  readonly place: string;
  readonly title: string;
}

/** The heading of one step; takes the focus when the step begins. */
export function StepHeading({ place, title }: StepHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // At once, not when there is time for it: somebody may type into a field before.
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <p className="text-sm text-faint">{place}</p>
      <h2 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
        {title}
      </h2>
    </>
  );
}
