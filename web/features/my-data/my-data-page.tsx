import { useSettingsWords } from "../../copy/words.ts";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { Leave } from "./leave.tsx";
import { TakeAlong } from "./take-along.tsx";

/** Taking everything along, and leaving. */
export function MyDataPage() {
  const { myData: words } = useSettingsWords();
  return (
    <Page title={words.title} width="full">
      <Section title={words.take.title} lead={words.take.lead}>
        <TakeAlong />
      </Section>
      <Section title={words.leave.title} lead={words.leave.lead}>
        <Leave />
      </Section>
    </Page>
  );
}
