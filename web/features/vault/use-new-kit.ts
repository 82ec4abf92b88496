import { useState } from "react";
import { createRecoveryKit } from "#contract/vault.ts";
import { call } from "../../api/call.ts";

interface NewKit {
  /** The code, the one time it is ever seen; in this page's memory alone. Empty before and after. */
  readonly code: string;
  readonly isMaking: boolean;
  readonly fault: unknown;
  readonly make: () => Promise<void>;
  readonly forget: () => void;
}

/** A recovery code on its way: made, shown, and forgotten once it was typed back. */
export function useNewKit(onMade: () => void): NewKit {
  const [code, setCode] = useState("");
  const [isMaking, setMaking] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  return {
    code,
    isMaking,
    fault,
    make: async () => {
      setMaking(true);
      setFault(null);
      try {
        const { recoveryCode } = await call(createRecoveryKit);
        setCode(recoveryCode);
        onMade();
      } catch (error) {
        setFault(error);
      } finally {
        setMaking(false);
      }
    },
    forget: () => setCode(""),
  };
}
