import { useNavigate } from "@tanstack/react-router";
import type { Person } from "#contract/people.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery, useSignedIn } from "../../api/session.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.ts";
import { changePerson, type PersonChange } from "./people-query.ts";

/** What is asked before it is done. */
export type PersonStep = "disable" | "make" | "unmake";

const CHANGES = {
  disable: { disabled: true },
  make: { administrator: true },
  unmake: { administrator: false },
} as const satisfies Record<PersonStep, PersonChange>;

interface PersonConfirmProps {
  readonly person: Person;
  readonly step: PersonStep;
  readonly onClose: () => void;
}

export function PersonConfirm({ person, step, onClose }: PersonConfirmProps) {
  const { confirm } = useSettingsWords().admin;
  const { account } = useSignedIn();
  const navigate = useNavigate();
  const texts = {
    disable: [confirm.disable, confirm.disableMeaning, confirm.disableGo, confirm.disabled],
    make: [confirm.make, confirm.makeMeaning, confirm.makeGo, confirm.made],
    unmake: [confirm.unmake, confirm.unmakeMeaning, confirm.unmakeGo, confirm.unmade],
  } as const;
  const [title, meaning, go, done] = texts[step];
  const act = async () => {
    await changePerson(person, CHANGES[step]);
    toast.success(`${done(person.email)} ${confirm.mailed}`);
    if (person.id !== account.id) return;
    // Who has taken it from themselves is at the wrong place here.
    await queryClient.invalidateQueries(sessionQuery);
    await navigate({ to: "/gallery" });
  };
  return (
    <ConfirmDialog
      title={title(person.email)}
      meaning={meaning}
      aside={confirm.mailed}
      go={go}
      isDangerous={step === "disable"}
      act={act}
      onClose={onClose}
    />
  );
}
