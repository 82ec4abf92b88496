import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { sessionQuery, useSession } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { SearchLink } from "../../features/search/search-link.tsx";
import { UploadButton } from "../../features/upload/upload-button.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Wordmark } from "../../ui/wordmark.tsx";
import { InFrame } from "../errors/error-page.tsx";
import { AccountPlace } from "./account-face.tsx";
import { Banner } from "./banners.tsx";
import { KeysHelp } from "./keys-help.tsx";
import { ProofDialog } from "./proof-dialog.tsx";

const UploadHost = lazy(() =>
  import("../../features/upload/upload-host.tsx").then((module) => ({ default: module.UploadHost })),
);

const AlbumHost = lazy(() =>
  import("../../features/albums/album-host.tsx").then((module) => ({ default: module.AlbumHost })),
);

// Nobody opens it before the pictures are there.
const AccountMenu = lazy(() =>
  import("./account-menu.tsx").then((module) => ({ default: module.AccountMenu })),
);

// Weeks pass between two times that it has something to say.
const RehearsalBanner = lazy(() =>
  import("./rehearsal-banner.tsx").then((module) => ({ default: module.RehearsalBanner })),
);

/**
 * Around every page behind the door: a bar above, on a phone one below as well, and the upload tray. While a second
 * factor must be added only its page is open, so nothing leads anywhere; the page stays in its place when that ends,
 * because it still has something to show.
 */
export function PrivateLayout() {
  const words = useWords();
  const isOpen = useSuspenseQuery(sessionQuery).data.mustEnrol !== true;
  return (
    <>
      <header className="sticky top-0 z-30 border-b border-line bg-ground/95 pt-[env(safe-area-inset-top)] backdrop-blur-sm print:hidden">
        <div className="flex h-bar items-center gap-1 pr-[max(0.5rem,env(safe-area-inset-right))] pl-[max(1rem,env(safe-area-inset-left))] sm:gap-2 sm:px-6">
          {isOpen ? <Bar /> : <Wordmark />}
        </div>
      </header>
      {isOpen && (
        <aside aria-label={words.shell.reminders}>
          <KitBanner />
          <Suspense>
            <RehearsalBanner />
          </Suspense>
        </aside>
      )}
      <main id="content" tabIndex={-1} className="pb-(--bottom-bar) outline-none">
        <InFrame value={true}>
          <Suspense fallback={<PageSpinner />}>
            <Outlet />
          </Suspense>
        </InFrame>
      </main>
      {isOpen && (
        <>
          <Tabs />
          <Suspense>
            <UploadHost />
            <AlbumHost />
          </Suspense>
        </>
      )}
      <ProofDialog />
      {isOpen && <KeysHelp />}
    </>
  );
}

function Bar() {
  const words = useWords();
  return (
    <>
      <Link to="/gallery" className="flex min-h-11 items-center lg:mr-4">
        <Wordmark />
      </Link>
      <nav aria-label={words.shell.nav} className="hidden h-full gap-1 md:flex">
        <BarLink to="/gallery">{words.shell.pictures}</BarLink>
        <BarLink to="/albums">{words.albums.title}</BarLink>
        <BarLink to="/favourites">{words.albums.favourites}</BarLink>
        <BarLink to="/trash">{words.shell.trash}</BarLink>
        <BarLink to="/settings">{words.shell.settings}</BarLink>
      </nav>
      <div className="grow" />
      <SearchLink />
      <div className="hidden md:block">
        <UploadButton look="bar" />
      </div>
      <Suspense fallback={<AccountPlace />}>
        <AccountMenu />
      </Suspense>
    </>
  );
}

function Tabs() {
  const words = useWords();
  return (
    <nav
      aria-label={words.shell.nav}
      className="fixed inset-x-0 bottom-0 z-30 grid auto-cols-fr grid-flow-col border-t border-line bg-ground/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-sm md:hidden print:hidden"
    >
      <TabLink to="/gallery" icon="pictures" text={words.shell.pictures} />
      <TabLink to="/albums" icon="albums" text={words.albums.title} />
      <UploadButton look="tab" />
      <TabLink to="/favourites" icon="favourites" text={words.albums.favourites} />
      <TabLink to="/trash" icon="trash" text={words.shell.trash} />
    </nav>
  );
}

type Room = "/gallery" | "/albums" | "/favourites" | "/trash" | "/settings";

function BarLink({ to, children }: { readonly to: Room; readonly children: string }) {
  return (
    <Link
      to={to}
      className="relative flex items-center rounded-lg px-2 text-[0.9375rem] text-soft lg:px-3 hover:text-ink data-[status=active]:font-medium data-[status=active]:text-ink data-[status=active]:after:absolute data-[status=active]:after:inset-x-3 data-[status=active]:after:-bottom-px data-[status=active]:after:h-0.5 data-[status=active]:after:bg-accent"
    >
      {children}
    </Link>
  );
}

interface TabLinkProps {
  readonly to: Room;
  readonly icon: IconName;
  readonly text: string;
}

function TabLink({ to, icon, text }: TabLinkProps) {
  return (
    <Link
      to={to}
      className="flex h-bar flex-col items-center justify-center gap-0.5 text-xs text-faint data-[status=active]:text-accent [&_svg]:size-5.5"
    >
      <Icon name={icon} />
      {text}
    </Link>
  );
}

/** A sealed vault takes nothing before its recovery code was typed back; this says so until it is. */
function KitBanner() {
  const words = useWords();
  const { vault } = useSession();
  const isSaving = useRouterState({ select: ({ location }) => location.pathname === "/settings/vault/kit" });
  if (vault?.mode !== "sealed" || vault.kitConfirmed || isSaving) return null;
  return (
    <aside aria-label={words.shell.kitNotice}>
      <Banner>
        {words.shell.kitMissing} <TextLink to="/settings/vault/kit">{words.shell.kitMissingAction}</TextLink>
      </Banner>
    </aside>
  );
}
