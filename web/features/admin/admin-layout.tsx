import { Link, Outlet } from "@tanstack/react-router";
import { useSettingsWords } from "../../copy/words.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";

/** The administration's own list of pages, as the settings have theirs. */
export function AdminLayout() {
  const { admin } = useSettingsWords();
  return (
    <div className="mx-auto w-full max-w-5xl px-5 pt-5 pb-14 sm:px-8 md:grid md:grid-cols-[13rem_1fr] md:gap-10 md:pt-10">
      <nav
        aria-label={admin.nav}
        className="-mx-5 mb-5 flex gap-1 overflow-x-auto px-5 [scrollbar-width:none] md:mx-0 md:mb-0 md:flex-col md:px-0"
      >
        <AdminLink to="/admin/people" icon="people" text={admin.people} />
        <AdminLink to="/admin/invitations" icon="invite" text={admin.invitations} />
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  );
}

interface AdminLinkProps {
  readonly to: "/admin/people" | "/admin/invitations";
  readonly icon: IconName;
  readonly text: string;
}

function AdminLink({ to, icon, text }: AdminLinkProps) {
  return (
    <Link
      to={to}
      className="flex min-h-11 shrink-0 items-center gap-2.5 rounded-lg px-3 text-[0.9375rem] whitespace-nowrap text-soft hover:bg-hover data-[status=active]:bg-hover data-[status=active]:font-medium data-[status=active]:text-ink md:-ml-3 [&_svg]:size-5 [&_svg]:shrink-0 data-[status=active]:[&_svg]:text-accent"
    >
      <Icon name={icon} />
      {text}
    </Link>
  );
}
