import { useSession } from "../../api/session.ts";
import { buttonClasses } from "../../ui/button-look.ts";
import { Icon } from "../../ui/icon.tsx";

/** How the button differs from others. */
export const ACCOUNT_BUTTON = "max-w-56 px-2.5";

export function useAccountName(): string {
  const { account } = useSession();
  return account?.displayName || account?.email || "";
}

/** What the account's button shows. */
export function AccountFace() {
  return (
    <>
      <Icon name="account" />
      <span className="hidden truncate xl:block">{useAccountName()}</span>
    </>
  );
}

/** In the button's place until it is there, and as large, so that nothing moves when it comes. */
export function AccountPlace() {
  return (
    <span aria-hidden="true" className={buttonClasses("quiet", ACCOUNT_BUTTON)}>
      <AccountFace />
    </span>
  );
}
