import {
  Archive,
  ArrowDownUp,
  Check,
  CircleAlert,
  CircleCheck,
  CircleUser,
  CloudOff,
  Copy,
  EllipsisVertical,
  Eye,
  EyeOff,
  FileDown,
  GalleryVerticalEnd,
  Heart,
  Images,
  Info,
  KeyRound,
  Lock,
  LockOpen,
  LogOut,
  type LucideIcon,
  MailPlus,
  Monitor,
  Pencil,
  Plug,
  Printer,
  Settings,
  ShieldAlert,
  Trash2,
  UserRound,
  Users,
  X,
} from "lucide-react";

// Every picture that stands for a word in the shell and the account pages, by what it means.

const ICONS = {
  albums: GalleryVerticalEnd,
  archive: Archive,
  edit: Pencil,
  favourites: Heart,
  order: ArrowDownUp,
  invite: MailPlus,
  more: EllipsisVertical,
  people: Users,
  programs: Plug,
  account: CircleUser,
  close: X,
  copy: Copy,
  device: Monitor,
  good: CircleCheck,
  hide: EyeOff,
  info: Info,
  insecure: LockOpen,
  key: KeyRound,
  leave: LogOut,
  lock: Lock,
  met: Check,
  offline: CloudOff,
  person: UserRound,
  pictures: Images,
  print: Printer,
  problem: CircleAlert,
  save: FileDown,
  settings: Settings,
  show: Eye,
  trash: Trash2,
  warning: ShieldAlert,
} satisfies Record<string, LucideIcon>;

export type IconName = keyof typeof ICONS;

/** A decoration: the words beside it, or the label of its button, say what it means. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string }) {
  const Drawn = ICONS[name];
  return <Drawn aria-hidden="true" className={className} />;
}
