import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { ConnectionError, ProblemError } from "../../api/problem-error.ts";
import { queryClient } from "../../api/query-client.ts";
import { useWords } from "../../copy/words.ts";
import { buttonClasses } from "../../ui/button-look.ts";
import { faultWords } from "../../ui/fault-words.ts";
import { ErrorPage } from "./error-page.tsx";

// Its buttons are plain: a page that says what failed must not need more code to come.

/** For a page that could not be drawn: the server refused or did not answer, or our own code failed. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const words = useWords();
  const router = useRouter();
  const fromServer = error instanceof ProblemError || error instanceof ConnectionError;
  const { title, advice, requestId } = fromServer
    ? faultWords(error)
    : { ...words.shell.crash, requestId: null };
  const tryAgain = () => {
    // What failed is kept as failed until it is said to be worth another try.
    void queryClient.resetQueries({ predicate: (query) => query.state.status === "error" });
    reset();
    void router.invalidate();
  };
  const onConnection = useEffectEvent(() => {
    // The server is back: what it could not answer is asked for again, without a click.
    if (error instanceof ConnectionError && readConnection() === "online") tryAgain();
  });
  useEffect(() => watchConnection(() => onConnection()), []);
  return (
    <ErrorPage
      title={title}
      advice={advice}
      detail={requestId && <p className="font-mono text-sm text-faint">{words.shell.requestId(requestId)}</p>}
    >
      {fromServer ? (
        <button type="button" className={buttonClasses("primary")} onClick={tryAgain}>
          {words.shell.tryAgain}
        </button>
      ) : (
        <button type="button" className={buttonClasses("primary")} onClick={() => window.location.reload()}>
          {words.shell.reload}
        </button>
      )}
    </ErrorPage>
  );
}
