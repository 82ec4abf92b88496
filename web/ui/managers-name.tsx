import { useWords } from "../copy/words.ts";

/** For password managers alone: whose password the form is about. */
export function ManagersName({ email }: { readonly email: string }) {
  const { account } = useWords();
  return (
    <input
      className="sr-only"
      type="email"
      name="email"
      autoComplete="username"
      value={email}
      aria-label={account.email}
      tabIndex={-1}
      aria-hidden="true"
      readOnly
    />
  );
}
