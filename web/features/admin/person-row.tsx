import { useState } from "react";
import type { Person } from "#contract/people.ts";
import { useSignedIn } from "../../api/session.ts";
import { formatBytes, formatDay, formatInstant } from "../../copy/formats.ts";
import { type SettingsWords, useSettingsWords } from "../../copy/words.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { toast } from "../../ui/toast.ts";
import { changePerson } from "./people-query.ts";
import { PersonConfirm, type PersonStep } from "./person-confirm.tsx";
import { SpaceDialog } from "./space-dialog.tsx";

/** One person: what is known of them, and what can be done. */
export function PersonRow({ person }: { readonly person: Person }) {
  const { list, confirm } = useSettingsWords().admin;
  const { account } = useSignedIn();
  const [asking, setAsking] = useState<PersonStep | "space" | null>(null);
  const close = () => setAsking(null);
  const enable = async () => {
    try {
      await changePerson(person, { disabled: false });
      toast.success(`${confirm.enabled(person.email)} ${confirm.mailed}`);
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <li className="flex items-center gap-3 py-3 pr-2 pl-4">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-medium break-all">{person.email}</span>
          <Marks person={person} isSelf={person.id === account.id} />
        </p>
        <p className="text-sm text-faint">
          {space(list, person)}
          {" · "}
          {person.seenAt === null ? list.neverSeen : list.seen(formatInstant(person.seenAt))}
          {" · "}
          {list.since(formatDay(person.createdAt))}
        </p>
      </div>
      <Menu
        label={list.actions(person.email)}
        className="size-11 shrink-0 px-0"
        trigger={<Icon name="more" />}
      >
        <MenuItem icon="archive" onAction={() => setAsking("space")}>
          {list.setSpace}
        </MenuItem>
        <MenuItem icon="key" onAction={() => setAsking(person.administrator ? "unmake" : "make")}>
          {person.administrator ? list.unmakeAdministrator : list.makeAdministrator}
        </MenuItem>
        {person.disabledAt === null ? (
          <MenuItem icon="lock" danger onAction={() => setAsking("disable")}>
            {list.disable}
          </MenuItem>
        ) : (
          <MenuItem icon="good" onAction={() => void enable()}>
            {list.enable}
          </MenuItem>
        )}
      </Menu>
      {asking === "space" && <SpaceDialog person={person} onClose={close} />}
      {asking !== null && asking !== "space" && (
        <PersonConfirm person={person} step={asking} onClose={close} />
      )}
    </li>
  );
}

type ListWords = SettingsWords["admin"]["list"];

function space(list: ListWords, person: Person): string {
  const used = formatBytes(person.usedBytes);
  return person.quotaBytes === null ? list.space(used) : list.spaceOf(used, formatBytes(person.quotaBytes));
}

function Marks({ person, isSelf }: { readonly person: Person; readonly isSelf: boolean }) {
  const { list } = useSettingsWords().admin;
  return (
    <>
      {isSelf && <span className="text-sm text-good">{list.you}</span>}
      {person.administrator && <span className="text-sm text-link">{list.administrator}</span>}
      {person.disabledAt !== null && <span className="text-sm text-warn">{list.disabled}</span>}
      {person.deletionAt !== null && (
        <span className="text-sm text-warn">{list.leaving(formatDay(person.deletionAt))}</span>
      )}
    </>
  );
}
