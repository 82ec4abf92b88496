import type { ReactNode } from "react";
import { useWords } from "../copy/words.ts";
import { classes } from "./classes.ts";
import { faultWords } from "./fault-words.ts";
import { Icon, type IconName } from "./icon.tsx";

// A framed remark inside a page.

type NoticeKind = "good" | "info" | "warning" | "problem";

const ICON_OF: Record<NoticeKind, IconName> = {
  good: "good",
  info: "info",
  warning: "warning",
  problem: "problem",
};
const TINTS: Record<NoticeKind, string> = {
  good: "text-good",
  info: "text-link",
  warning: "text-warn",
  problem: "text-danger",
};

interface NoticeProps {
  readonly kind: NoticeKind;
  readonly title?: string;
  readonly children?: ReactNode;
}

/** A remark. A problem is read out when it appears. */
export function Notice({ kind, title, children }: NoticeProps) {
  return (
    <div
      {...(kind === "problem" && { role: "alert" })}
      className="flex gap-3 rounded-xl border border-line bg-surface px-4 py-3.5 text-[0.9375rem]"
    >
      <Icon name={ICON_OF[kind]} className={classes("mt-0.5 size-5 shrink-0", TINTS[kind])} />
      <div className="grid min-w-0 gap-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-soft">{children}</div>}
      </div>
    </div>
  );
}

/** Whatever was thrown, in words, with the request's id. Nothing where nothing was. */
export function FaultNotice({ fault }: { readonly fault: unknown }) {
  const words = useWords();
  if (fault === null) return null;
  const { title, advice, requestId } = faultWords(fault);
  return (
    <Notice kind="problem" title={title}>
      {advice}
      {requestId && <p className="mt-1.5 font-mono text-xs text-faint">{words.shell.requestId(requestId)}</p>}
    </Notice>
  );
}
