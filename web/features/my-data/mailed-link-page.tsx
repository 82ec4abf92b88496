import { type ReactNode, useState } from "react";
import { isProblem } from "../../api/problem-error.ts";
import { useSettingsWords, useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { forgetLinkToken, useLinkToken } from "../../ui/link-token.ts";
import { useSubmission } from "../../ui/use-submission.ts";

interface MailedLinkPageProps<A> {
  readonly words: {
    title: string;
    lead: string;
    submit: string;
    doneTitle: string;
    /** What to do where the link was used or is too old. */
    dead: string;
  };
  readonly redeem: (token: string) => Promise<A>;
  /** What is said, and offered, when it was done. */
  readonly done: (answer: A) => { readonly text: string; readonly actions?: ReactNode };
}

/** A page that a mailed link leads to. A click is asked for, because mail scanners open links by themselves. */
export function MailedLinkPage<A>({ words, redeem, done }: MailedLinkPageProps<A>) {
  const { myData } = useSettingsWords();
  const { problems } = useWords();
  const { links } = myData;
  const token = useLinkToken();
  const [answer, setAnswer] = useState<{ readonly is: A } | null>(null);
  const submission = useSubmission<never>({
    send: async () => {
      setAnswer({ is: await redeem(token ?? "") });
      forgetLinkToken();
    },
  });
  const home = <ButtonLink to="/gallery">{links.home}</ButtonLink>;
  if (answer !== null) {
    const { text, actions } = done(answer.is);
    return (
      <DoorPage title={words.doneTitle} lead={text}>
        <div className="flex flex-wrap gap-3">
          {actions}
          {home}
        </div>
      </DoorPage>
    );
  }
  if (token === null) {
    return (
      <DoorPage title={links.incompleteTitle} lead={links.incomplete}>
        <div>{home}</div>
      </DoorPage>
    );
  }
  if (isProblem(submission.fault, "link.invalid")) {
    return (
      <DoorPage title={problems["link.invalid"].title} lead={words.dead}>
        <div>{home}</div>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={words.title} lead={words.lead}>
      <Form submission={submission} submit={words.submit}>
        {null}
      </Form>
    </DoorPage>
  );
}
