// Room at the end of the page for as long as messages lie over it: whatever they cover can be scrolled clear of them.

/** What keeps the messages off the bars below them, and what lies above off the messages, in CSS pixels. */
const CLEARANCE = 24;

let wanted = 0;
let reserved = 0;

/** Reserves what `region` covers, as `--messages` of the root, whenever its height changes. Returns the way to stop. */
export function reserveRoomFor(region: HTMLElement | null): (() => void) | undefined {
  if (region === null) return undefined;
  const observer = new ResizeObserver(() => want(region.offsetHeight + CLEARANCE));
  observer.observe(region);
  return () => {
    observer.disconnect();
    want(0);
  };
}

function want(height: number): void {
  wanted = height;
  settle();
}

/** Takes back at once only what lies below the window: nothing moves under a finger because a message has gone. */
function settle(): void {
  const { scrollHeight } = document.documentElement;
  const below = Math.max(0, Math.floor(scrollHeight - innerHeight - scrollY));
  reserved = Math.max(wanted, reserved - below);
  document.documentElement.style.setProperty("--messages", `${reserved}px`);
  if (reserved > wanted) addEventListener("scroll", settle, { passive: true });
  else removeEventListener("scroll", settle);
}
