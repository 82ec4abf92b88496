import { useNavigate } from "@tanstack/react-router";
import { leave, lock } from "../../api/leaving.ts";
import { useSession } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { toast } from "../../ui/toast.ts";
import { ACCOUNT_BUTTON, AccountFace, useAccountName } from "./account-face.tsx";
import { showKeys } from "./keys-wanted.ts";

/** Settings, lock and sign out, in the corner of every page. */
export function AccountMenu() {
  const words = useWords();
  const navigate = useNavigate();
  const { account } = useSession();
  const name = useAccountName();
  return (
    <Menu label={`${words.shell.accountMenu}: ${name}`} className={ACCOUNT_BUTTON} trigger={<AccountFace />}>
      {account?.administrator && (
        <MenuItem icon="people" onAction={() => void navigate({ to: "/admin" })}>
          {words.shell.administration}
        </MenuItem>
      )}
      <MenuItem icon="settings" onAction={() => void navigate({ to: "/settings" })}>
        {words.shell.settings}
      </MenuItem>
      <MenuItem icon="keyboard" onAction={showKeys}>
        {words.keys.open}
      </MenuItem>
      <MenuItem icon="lock" onAction={() => void lock().catch(showProblem)}>
        {words.shell.lock}
      </MenuItem>
      <MenuItem icon="leave" onAction={() => void leave().catch(showProblem)}>
        {words.shell.signOut}
      </MenuItem>
    </Menu>
  );
}

function showProblem(error: unknown): void {
  toast.problem(error);
}
