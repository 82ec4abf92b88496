import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { ErrorPage } from "./error-page.tsx";

/** For an address that leads nowhere. */
export function NotFoundPage() {
  const words = useWords();
  const { title, advice, action } = words.shell.notFound;
  return (
    <ErrorPage title={title} advice={advice}>
      <ButtonLink look="primary" to="/gallery">
        {action}
      </ButtonLink>
    </ErrorPage>
  );
}
