import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Button } from "./button.tsx";
import type { ButtonLook } from "./button-look.ts";
import { Icon, type IconName } from "./icon.tsx";

// A button that opens a list of things to do.

interface MenuProps {
  /** What the menu is of, for screen readers. */
  readonly label: string;
  /** What the button shows. */
  readonly trigger: ReactNode;
  readonly look?: ButtonLook;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Menu({ label, trigger, look = "quiet", className, children }: MenuProps) {
  return (
    <MenuTrigger>
      <Button look={look} aria-label={label} {...(className && { className })}>
        {trigger}
      </Button>
      <Popover
        placement="bottom end"
        className="min-w-56 rounded-xl border border-line bg-raised p-1.5 shadow-float data-[entering]:animate-[appear_120ms]"
      >
        <AriaMenu aria-label={label} className="outline-none">
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

interface MenuItemProps {
  readonly icon: IconName;
  readonly onAction?: () => void;
  /** Where a file lies that choosing the item saves. */
  readonly saves?: string;
  readonly danger?: boolean;
  /** The words of the item. */
  readonly children: string;
}

export function MenuItem({ icon, onAction, saves, danger = false, children }: MenuItemProps) {
  return (
    <AriaMenuItem
      {...(onAction && { onAction })}
      {...(saves !== undefined && { href: saves, download: true })}
      textValue={children}
      className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 text-[0.9375rem] outline-none data-[focused]:bg-hover [&_svg]:size-5 [&_svg]:text-faint ${danger ? "text-danger" : "text-ink"}`}
    >
      <Icon name={icon} />
      {children}
    </AriaMenuItem>
  );
}
