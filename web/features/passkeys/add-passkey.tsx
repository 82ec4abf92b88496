import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { deviceName } from "#contract/device-name.ts";
import { createPasskey, createPasskeyOptions, type Passkey } from "#contract/passkeys.ts";
import { call } from "../../api/call.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.ts";
import { makePasskey } from "./ceremony.ts";
import { isGoodName, NameField } from "./name-field.tsx";
import { PasskeyFault } from "./passkey-fault.tsx";
import { letPasskeyOpen } from "./passkey-proof.ts";
import { refreshPasskeys } from "./passkeys-query.ts";

interface AddPasskeyProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Adds a passkey: a name, the browser's own questions, and where making it opened no vault, one more gesture. */
export function AddPasskey({ isOpen, onClose }: AddPasskeyProps) {
  const { create } = useWords().passkeys;
  const [waiting, setWaiting] = useState<Passkey | null>(null);
  const end = () => {
    setWaiting(null);
    onClose();
  };
  const onAdded = async (passkey: Passkey) => {
    toast.success(passkey.opensVault ? create.doneOpens(passkey.name) : create.done(passkey.name));
    await refreshPasskeys();
    end();
  };
  return (
    <Dialog title={waiting === null ? create.title : create.second.title} isOpen={isOpen} onClose={end}>
      {waiting === null ? (
        <NameStep onAdded={onAdded} onWaiting={setWaiting} onClose={end} />
      ) : (
        <SecondGesture passkey={waiting} onAdded={onAdded} />
      )}
    </Dialog>
  );
}

interface NameStepProps {
  readonly onAdded: (passkey: Passkey) => Promise<void>;
  /** Added, and able to open the vault once it is used again. */
  readonly onWaiting: (passkey: Passkey) => void;
  readonly onClose: () => void;
}

function NameStep({ onAdded, onWaiting, onClose }: NameStepProps) {
  const { passkeys, shell } = useWords();
  const { create } = passkeys;
  const [name, setName] = useState(() => {
    const known = deviceName(navigator.userAgent);
    return known ? create.device(known.browser, known.system) : create.fallback;
  });
  const [isFaulty, setFaulty] = useState(false);
  const add = useMutation({
    mutationFn: async () => {
      const { made, answersLater } = await makePasskey(await call(createPasskeyOptions));
      const passkey = await call(createPasskey, { body: { name, ...made } });
      if (passkey.opensVault || !answersLater) return await onAdded(passkey);
      try {
        await onAdded({ ...passkey, opensVault: await letPasskeyOpen(passkey) });
      } catch {
        // Added it is; the person decides whether it is used once more.
        await refreshPasskeys();
        onWaiting(passkey);
      }
    },
  });
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setFaulty(!isGoodName(name));
        if (isGoodName(name) && !add.isPending) add.mutate();
      }}
    >
      <p className="text-soft">{create.why}</p>
      <NameField
        value={name}
        onChange={(value) => {
          setName(value);
          setFaulty(false);
        }}
        error={isFaulty ? create.nameMissing : undefined}
      />
      <PasskeyFault fault={add.error} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" isPending={add.isPending}>
          {create.go}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {shell.cancel}
        </Button>
      </div>
    </form>
  );
}

interface SecondGestureProps {
  readonly passkey: Passkey;
  readonly onAdded: (passkey: Passkey) => Promise<void>;
}

/** Some devices give a PRF result only when a passkey is used, and some browsers want a press before that. */
function SecondGesture({ passkey, onAdded }: SecondGestureProps) {
  const { second } = useWords().passkeys.create;
  const use = useMutation({
    mutationFn: async () => onAdded({ ...passkey, opensVault: await letPasskeyOpen(passkey) }),
  });
  return (
    <>
      <p className="text-soft">{second.why}</p>
      <PasskeyFault fault={use.error} />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" isPending={use.isPending} onPress={() => use.mutate()}>
          {second.go}
        </Button>
        <Button look="quiet" onPress={() => void onAdded(passkey)}>
          {second.later}
        </Button>
      </div>
    </>
  );
}
