import { useWords } from "../../copy/words.ts";
import { CheckBox } from "../../ui/check-box.tsx";

interface ResealChoiceProps {
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

/** Whether older pictures get new data keys and bytes too, said in the same words wherever a key is replaced. */
export function ResealChoice({ isChosen, onChoose }: ResealChoiceProps) {
  const { reseal, resealMeaning } = useWords().vault.rotate;
  return <CheckBox name={reseal} meaning={resealMeaning} isSelected={isChosen} onChange={onChoose} />;
}
