import { confirmAddress, keepAccountByLink, keepAddress } from "#contract/my-data.ts";
import { call } from "../../api/call.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";
import { formatInstant } from "../../copy/formats.ts";
import { useSettingsWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { MailedLinkPage } from "./mailed-link-page.tsx";

// Where the links in mails about address and deletion lead: signed in or not.

/** Whoever is signed in here sees at once what the link has changed. */
async function forgetSession(): Promise<void> {
  await queryClient.invalidateQueries(sessionQuery);
}

export function NewAddressPage() {
  const { newAddress } = useSettingsWords().myData.links;
  return (
    <MailedLinkPage
      words={newAddress}
      redeem={async (token) => {
        const answer = await call(confirmAddress, { body: { token } });
        await forgetSession();
        return answer;
      }}
      done={({ email, effectiveAt }) => ({
        text:
          Date.parse(effectiveAt) <= Date.now()
            ? newAddress.done(email)
            : newAddress.later(email, formatInstant(effectiveAt)),
      })}
    />
  );
}

export function KeepAddressPage() {
  const { keepAddress: words } = useSettingsWords().myData.links;
  return (
    <MailedLinkPage
      words={words}
      redeem={(token) => call(keepAddress, { body: { token } })}
      done={({ email }) => ({
        text: words.done(email),
        actions: <ButtonLink to="/forgotten">{words.password}</ButtonLink>,
      })}
    />
  );
}

export function KeepAccountPage() {
  const { keepAccount: words } = useSettingsWords().myData.links;
  return (
    <MailedLinkPage
      words={words}
      redeem={async (token) => {
        const answer = await call(keepAccountByLink, { body: { token } });
        await forgetSession();
        return answer;
      }}
      done={({ email }) => ({
        text: words.done(email),
        actions: <ButtonLink to="/forgotten">{words.password}</ButtonLink>,
      })}
    />
  );
}
