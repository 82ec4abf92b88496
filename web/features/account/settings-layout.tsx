import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useWords } from "../../copy/words.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";

/** The settings' own list of pages: beside them on a wide screen, above them on a phone. */
export function SettingsLayout() {
  const { settings } = useWords().account;
  const list = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the list is wider than the screen: the page one is on must be seen in it.
  useEffect(() => {
    const active = pathname && list.current?.querySelector("[data-status=active]");
    if (active) active.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <div className="mx-auto w-full max-w-4xl px-5 pt-5 pb-14 sm:px-8 md:grid md:grid-cols-[13rem_1fr] md:gap-10 md:pt-10">
      <nav
        ref={list}
        aria-label={settings.nav}
        className="-mx-5 mb-5 flex gap-1 overflow-x-auto px-5 [scrollbar-width:none] md:-mx-3 md:mb-0 md:flex-col md:px-0"
      >
        <SettingsLink to="/settings/profile" icon="person" text={settings.profile} />
        <SettingsLink to="/settings/security" icon="key" text={settings.security} />
        <SettingsLink to="/settings/vault" icon="lock" text={settings.vault} />
        <SettingsLink to="/settings/tokens" icon="programs" text={settings.tokens} />
        <SettingsLink to="/settings/my-data" icon="archive" text={settings.myData} />
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  );
}

interface SettingsLinkProps {
  readonly to:
    | "/settings/profile"
    | "/settings/security"
    | "/settings/vault"
    | "/settings/tokens"
    | "/settings/my-data";
  readonly icon: IconName;
  readonly text: string;
}

function SettingsLink({ to, icon, text }: SettingsLinkProps) {
  return (
    <Link
      to={to}
      className="flex min-h-11 shrink-0 items-center gap-2.5 rounded-lg px-3 text-[0.9375rem] whitespace-nowrap text-soft hover:bg-hover data-[status=active]:bg-hover data-[status=active]:font-medium data-[status=active]:text-ink [&_svg]:size-5 [&_svg]:shrink-0 data-[status=active]:[&_svg]:text-accent"
    >
      <Icon name={icon} />
      {text}
    </Link>
  );
}
