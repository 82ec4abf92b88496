import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useSyncExternalStore } from "react";
import { readConnection, watchConnection } from "../../api/connection.ts";
import { instanceQuery } from "../../api/session.ts";
import { useWords } from "../../copy/words.ts";
import { classes } from "../../ui/classes.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";

/** What concerns every page: no connection, or one that anybody can listen to. */
export function Banners() {
  const words = useWords();
  const connection = useSyncExternalStore(watchConnection, readConnection);
  const { data: instance } = useQuery(instanceQuery);
  return (
    <aside aria-label={words.shell.notices}>
      {instance?.insecure && <Banner icon="insecure">{words.shell.insecure}</Banner>}
      <output className="block">
        {connection !== "online" && <Banner icon="offline">{words.shell[connection]}</Banner>}
      </output>
    </aside>
  );
}

interface BannerProps {
  readonly icon?: IconName;
  /** `calm` for what can wait. */
  readonly tone?: "warning" | "calm";
  readonly children: ReactNode;
}

/** A line across the page, above everything. */
export function Banner({ icon = "warning", tone = "warning", children }: BannerProps) {
  return (
    <div
      className={classes(
        "flex items-center justify-center gap-3 border-b border-line bg-sunken px-4 py-2.5 text-sm print:hidden [&_svg]:size-5 [&_svg]:shrink-0",
        tone === "warning" ? "text-warn" : "text-soft",
      )}
    >
      <Icon name={icon} />
      <div className="max-w-prose">{children}</div>
    </div>
  );
}
