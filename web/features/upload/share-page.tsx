import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useWords } from "../../copy/words.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Page } from "../../ui/page.tsx";
import { PageSpinner } from "../../ui/spinner.tsx";
import { takeSharedFiles } from "./shared-files.ts";
import { addFiles } from "./uploads.ts";

/** Asked once for each visit, however often React mounts the page. */
let asked: Promise<readonly File[]> | null = null;

/** Where sharing from a phone arrives: what was shared goes up, and the pictures are shown. */
export function SharePage() {
  const { share } = useWords().upload;
  const navigate = useNavigate();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    asked ??= takeSharedFiles();
    let isGone = false;
    void asked.then((files) => {
      if (isGone) return;
      asked = null;
      if (files.length === 0) {
        setLost(true);
        return;
      }
      addFiles(files);
      void navigate({ to: "/gallery", replace: true });
    });
    return () => {
      isGone = true;
    };
  }, [navigate]);
  return (
    <Page key={String(isLost)} title={isLost ? share.lostTitle : share.title} width="narrow">
      {isLost ? (
        <div className="grid justify-items-start gap-6">
          <p className="-mt-3 text-soft">{share.lost}</p>
          <ButtonLink look="primary" to="/gallery">
            {share.action}
          </ButtonLink>
        </div>
      ) : (
        <PageSpinner />
      )}
    </Page>
  );
}
