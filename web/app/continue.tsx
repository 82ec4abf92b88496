import { CodeField } from "../features/factors/code-field.tsx";
import { readTypedCode } from "../features/factors/typed-code.ts";
import { ContinuePage } from "../features/oidc/continue-page.tsx";

/** One page out of two features: what a visit to a provider came to, and a code where one is asked for as well. */
export function Continue() {
  return (
    <ContinuePage
      readCode={readTypedCode}
      codeField={(parts) => <CodeField kind="any" takesFocus {...parts} />}
    />
  );
}
