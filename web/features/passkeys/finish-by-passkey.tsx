import { useMutation } from "@tanstack/react-query";
import { finishSession } from "#contract/factors.ts";
import { signInOptions } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { isProblem } from "../../api/problem-error.ts";
import { forgetTicket, readTicket } from "../../api/ticket.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import type { Enter } from "../../ui/enter.ts";
import { Icon } from "../../ui/icon.tsx";
import { answerChallenge, knowsPasskeys } from "./ceremony.ts";
import { OrRule } from "./or-rule.tsx";
import { PasskeyFault } from "./passkey-fault.tsx";

interface FinishByPasskeyProps {
  readonly onSignedIn: Enter;
  /** The ticket is used up or too old. */
  readonly onOver: (error: unknown) => void;
}

/** The second step of a sign-in by password, with a passkey in place of a code. */
export function FinishByPasskey({ onSignedIn, onOver }: FinishByPasskeyProps) {
  const { step } = useWords().passkeys;
  const ticket = readTicket();
  const finish = useMutation({
    mutationFn: async () => {
      if (ticket === null) return;
      const passkey = await answerChallenge(await call(signInOptions));
      try {
        await onSignedIn(await call(finishSession, { body: { ticket: ticket.ticket, passkey } }));
      } catch (error) {
        if (!isProblem(error, "ticket.invalid")) throw error;
        forgetTicket();
        onOver(error);
      }
    },
  });
  if (!ticket?.factors.includes("passkey") || !knowsPasskeys()) return null;
  return (
    <>
      {ticket.factors.includes("totp") && <OrRule />}
      <PasskeyFault fault={finish.error} refused={{ title: step.wrongTitle, advice: step.wrong }} />
      <Button className="w-full" isPending={finish.isPending} onPress={() => finish.mutate()}>
        <Icon name="key" />
        {step.button}
      </Button>
    </>
  );
}
