import { Pause, Play } from "lucide-react";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";

interface PlayButtonProps {
  readonly plays: boolean;
  readonly setPlays: (plays: boolean) => void;
}

/** Starts and stops an animation. Where less motion is wanted it begins with a still picture. */
export function PlayButton({ plays, setPlays }: PlayButtonProps) {
  const { viewer } = useWords();
  return (
    <span className="absolute bottom-4 left-1/2 -translate-x-1/2 rounded-lg bg-black/70">
      <Button look="quiet" className="text-white" onPress={() => setPlays(!plays)}>
        {plays ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
        {plays ? viewer.stopAnimation : viewer.playAnimation}
      </Button>
    </span>
  );
}
