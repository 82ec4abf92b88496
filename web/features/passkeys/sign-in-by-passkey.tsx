import { useEffect, useEffectEvent, useState } from "react";
import type { PasskeyProof } from "#contract/passkey-proof.ts";
import { signInByPasskey, signInOptions } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import type { Enter } from "../../ui/enter.ts";
import { Icon } from "../../ui/icon.tsx";
import { answerChallenge, knowsPasskeys, stopWaiting } from "./ceremony.ts";
import { offerInField } from "./field-offer.ts";
import { OrRule } from "./or-rule.tsx";
import { PasskeyFault } from "./passkey-fault.tsx";

interface SignInByPasskeyProps {
  readonly onSignedIn: Enter;
}

/** Signs in with a passkey: by a button, or chosen where the browser fills in the address. */
export function SignInByPasskey({ onSignedIn }: SignInByPasskeyProps) {
  const isOffered = useInstance().passkeys && knowsPasskeys();
  return isOffered ? <Offer onSignedIn={onSignedIn} /> : null;
}

function Offer({ onSignedIn }: SignInByPasskeyProps) {
  const { signIn } = useWords().passkeys;
  const [isPressed, setPressed] = useState(false);
  const [fault, setFault] = useState<unknown>(null);

  /** Whether the person is in now. */
  const send = async (proof: PasskeyProof): Promise<boolean> => {
    try {
      await onSignedIn(await call(signInByPasskey, { body: proof }), "passkey");
      return true;
    } catch (error) {
      setFault(error);
      return false;
    }
  };

  const press = async () => {
    setFault(null);
    setPressed(true);
    try {
      await send(await answerChallenge(await call(signInOptions)));
    } catch (error) {
      setFault(error);
    } finally {
      setPressed(false);
    }
  };

  const sendChosen = useEffectEvent(send);
  useEffect(() => {
    // One question at a time: the field's offer rests while the button's is open.
    if (isPressed) return undefined;
    const abort = new AbortController();
    // Where it cannot be offered the button says why, once it is pressed.
    void offerInField(abort.signal, (proof) => sendChosen(proof)).catch(() => undefined);
    return () => {
      abort.abort();
      stopWaiting();
    };
  }, [isPressed]);

  return (
    <>
      <OrRule />
      <PasskeyFault fault={fault} refused={{ title: signIn.refusedTitle, advice: signIn.refused }} />
      <Button className="w-full" isPending={isPressed} onPress={() => void press()}>
        <Icon name="key" />
        {signIn.button}
      </Button>
    </>
  );
}
