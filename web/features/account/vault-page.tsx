import { useWords } from "../../copy/words.ts";
import { Page } from "../../ui/page.tsx";

export function VaultPage() {
  const words = useWords();
  return <Page title={words.shell.settings}>{null}</Page>;
}
