import { useEnter } from "../../ui/enter.ts";
import { forgetHandover } from "./handover.ts";

/** Lets in who has just signed in, and forgets what the pages before told each other. */
export function useFirstEnter(): ReturnType<typeof useEnter> {
  const enter = useEnter();
  return async (reply, by) => {
    forgetHandover();
    await enter(reply, by);
  };
}
