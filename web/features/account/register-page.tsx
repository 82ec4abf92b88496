import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { createAccount, createSession } from "#contract/accounts.ts";
import { displayName, email as emailField } from "#contract/fields.ts";
import type { VaultMode } from "#contract/instance.ts";
import { call } from "../../api/call.ts";
import { isProblem, ProblemError } from "../../api/problem-error.ts";
import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { DoorPage } from "../../ui/door-page.tsx";
import { Form } from "../../ui/form.tsx";
import { forgetLinkToken, useLinkToken } from "../../ui/link-token.ts";
import { Notice } from "../../ui/notice.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useSubmission } from "../../ui/use-submission.ts";
import { DeadInvitation, useInvitation } from "./dead-invitation.tsx";
import { useFirstEnter } from "./enter.ts";
import { handOver } from "./handover.ts";
import { NewPassword, passwordError, passwordRefusal } from "./new-password.tsx";
import { VaultChoice } from "./vault-choice.tsx";

interface RegisterPageProps {
  /** Below the form: ways without a password. */
  readonly otherWays?: (invitation: string | null) => ReactNode;
}

/** Making an account, with or without an invitation behind `#`. */
export function RegisterPage({ otherWays }: RegisterPageProps) {
  const token = useLinkToken();
  const [givenUp, giveUp] = useState<string | null>(null);
  const invitation = token === givenUp ? null : token;
  const look = useInvitation(invitation);
  if (invitation === null) return <Uninvited>{otherWays?.(null)}</Uninvited>;
  if (look.isDead) return <DeadInvitation goOn={() => giveUp(token)} />;
  if (look.isPending) return <PageSpinner />;
  return (
    <RegisterForm
      key={invitation}
      invitation={invitation}
      invitedEmail={look.email}
      otherWays={otherWays?.(invitation)}
      onDead={look.bury}
    />
  );
}

function Uninvited({ children }: { readonly children: ReactNode }) {
  const { account: words } = useWords();
  const { registration } = useInstance();
  if (registration === "open") return <RegisterForm invitation={null} otherWays={children} />;
  const { closedTitle, closed, invitationTitle, invitation: advice } = words.register;
  const isClosed = registration === "closed";
  return (
    <DoorPage title={isClosed ? closedTitle : invitationTitle} lead={isClosed ? closed : advice}>
      <ButtonLink to="/sign-in">{words.backToSignIn}</ButtonLink>
    </DoorPage>
  );
}

interface RegisterFormProps {
  readonly invitation: string | null;
  /** Where the invitation was mailed to. */
  readonly invitedEmail?: string | null;
  readonly otherWays: ReactNode;
  /** Told when the invitation turns out to be used or expired by now. */
  readonly onDead?: () => void;
}

function RegisterForm({ invitation, invitedEmail, otherWays, onDead }: RegisterFormProps) {
  const { account: words } = useWords();
  const { passwordPolicy, vaultModes } = useInstance();
  const navigate = useNavigate();
  const enter = useFirstEnter();
  const [email, setEmail] = useState(invitedEmail ?? "");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [vault, setVault] = useState<VaultMode>(vaultModes[0] ?? "managed");
  const [isMailed, setMailed] = useState(false);

  const signIn = async () => {
    try {
      const reply = await call(createSession, { body: { email, password } });
      if (reply.state === "signed-in") return await enter(reply);
    } catch (error) {
      // The account may be an older one with another password: nobody is told which from here.
      if (!(error instanceof ProblemError)) throw error;
    }
    handOver({ email, done: "registered" });
    await navigate({ to: "/sign-in" });
  };

  const submission = useSubmission<"email" | "name" | "password">({
    check: () => {
      const faulty = passwordError(passwordPolicy, password);
      return {
        ...(!emailField.safeParse(email).success && { email: words.emailMissing }),
        ...(!displayName.safeParse(name).success && { name: words.register.nameRefused }),
        ...(faulty !== undefined && { password: faulty }),
      };
    },
    send: async () => {
      const { confirmation } = await call(createAccount, {
        body: { email, password, displayName: name, vault, ...(invitation && { invitation }) },
      });
      forgetLinkToken();
      if (confirmation === "mailed") setMailed(true);
      else await signIn();
    },
    explain: (error) => {
      if (isProblem(error, "invitation.invalid")) onDead?.();
      const refusal = passwordRefusal(error);
      if (refusal) return { password: refusal };
      const isDomain =
        isProblem(error, "request.invalid") &&
        error.problem.errors?.some(({ reason }) => reason === "domain");
      return isDomain ? { email: words.register.domain } : null;
    },
  });

  if (isMailed) return <Mailed email={email} again={() => setMailed(false)} />;
  return (
    <DoorPage
      title={words.register.title}
      lead={words.register.lead}
      below={
        <p>
          {words.register.haveAccount} <TextLink to="/sign-in">{words.register.signIn}</TextLink>
        </p>
      }
    >
      {invitation && <Notice kind="info">{words.register.invited}</Notice>}
      <Form submission={submission} submit={words.register.submit}>
        <TextField
          label={words.email}
          name="email"
          type="email"
          autoComplete="username"
          isRequired
          value={email}
          onChange={(value) => {
            setEmail(value);
            submission.forgive("email");
          }}
          error={submission.errors.email}
        />
        <TextField
          label={words.register.name}
          name="name"
          autoComplete="name"
          hint={words.register.nameHint}
          value={name}
          onChange={(value) => {
            setName(value);
            submission.forgive("name");
          }}
          error={submission.errors.name}
        />
        <NewPassword
          label={words.password}
          value={password}
          onChange={(value) => {
            setPassword(value);
            submission.forgive("password");
          }}
          error={submission.errors.password}
          email={email}
          hasEmailField
          ownWords={[name]}
        />
        <VaultChoice value={vault} onChange={setVault} />
      </Form>
      {otherWays}
    </DoorPage>
  );
}

function Mailed({ email, again }: { readonly email: string; readonly again: () => void }) {
  const { account: words } = useWords();
  const { mailToFolder } = useInstance();
  return (
    <DoorPage title={words.register.mailedTitle} lead={words.register.mailed(email.trim())}>
      {mailToFolder ? (
        <Notice kind="info">{words.register.mailToFolder}</Notice>
      ) : (
        <p className="text-[0.9375rem] text-faint">{words.register.mailMissing}</p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button onPress={again}>{words.register.again}</Button>
        <ButtonLink look="quiet" to="/sign-in">
          {words.backToSignIn}
        </ButtonLink>
      </div>
    </DoorPage>
  );
}
