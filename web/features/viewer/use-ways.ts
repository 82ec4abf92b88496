import { useNavigate, useRouter } from "@tanstack/react-router";
import { useRef } from "react";
import "../../ui/pictures/opened-from.ts";

export interface Ways {
  readonly close: () => void;
  readonly open: (id: string) => void;
}

/** Closing goes back to the timeline that the picture was opened from, or else to a fresh one. */
export function useWays(): Ways {
  const navigate = useNavigate();
  const router = useRouter();
  const isClosing = useRef(false);
  return {
    close: () => {
      // Going back takes a moment; a second step would leave the timeline as well.
      if (isClosing.current) return;
      isClosing.current = true;
      if (router.history.location.state.overTimeline) router.history.back();
      else void navigate({ to: "/gallery", replace: true, resetScroll: false });
    },
    open: (id) =>
      void navigate({
        to: "/gallery/$id",
        params: { id },
        replace: true,
        state: (before) => before,
        resetScroll: false,
      }),
  };
}
