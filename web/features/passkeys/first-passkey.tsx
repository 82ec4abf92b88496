import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery, useInstance } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { knowsPasskeys } from "./ceremony.ts";

/** For a person who must add a second factor before anything else: a passkey is one. */
export function FirstPasskey() {
  const { enrol } = useWords().passkeys;
  const { passkeys: areOffered } = useInstance();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  if (!areOffered || !knowsPasskeys()) return null;
  const close = async () => {
    setOpen(false);
    const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    if (session.mustEnrol !== true) await navigate({ to: "/gallery" });
  };
  return (
    <div className="grid justify-items-start gap-3 border-line border-t pt-5">
      <p className="text-soft">{enrol.why}</p>
      <Button onPress={() => setOpen(true)}>
        <Icon name="key" />
        {enrol.button}
      </Button>
      <AddPasskey isOpen={isOpen} onClose={() => void close()} />
    </div>
  );
}
