import { type Language, language as languages } from "../../../contract/language.ts";
import { knock, readConnection, watchConnection } from "../../api/connection.ts";
import { buttonClasses } from "../../ui/button-look.ts";

// When the file with the words does not come there is nothing to draw pages with. This says so in the few sentences
// that the entry carries itself, and begins again when the server is back.

const SENTENCES: Readonly<Record<Language, { title: string; advice: string; reload: string }>> = {
  en: {
    title: "Safelight did not load completely",
    advice:
      "Check your connection, then reload the page. Your pictures are safe: this is only the page that shows them.",
    reload: "Reload the page",
  },
  id: {
    title: "Safelight tidak termuat seluruhnya",
    advice:
      "Periksa sambungan Anda, lalu muat ulang halaman. Foto-foto Anda aman: ini hanya halaman yang menampilkannya.",
    reload: "Muat ulang halaman",
  },
};

/** Fills `root` with a page that says that the words are missing. */
export function showNoWords(root: Element): void {
  const { title, advice, reload } =
    SENTENCES[languages.safeParse(document.documentElement.lang).data ?? "en"];
  document.title = title;
  const page = make("main", "mx-auto grid w-full max-w-[29rem] justify-items-start gap-6 px-5 pt-24 sm:px-6");
  const button = make("button", buttonClasses("primary"), reload);
  button.addEventListener("click", () => window.location.reload());
  page.append(
    make("h1", "text-[1.75rem] leading-tight font-semibold tracking-[-0.015em]", title),
    make("p", "text-soft", advice),
    button,
  );
  root.replaceChildren(page);
  void reloadWhenBack();
}

/** A server that answers but has not got the file is asked by hand only: reloading by itself would never end. */
async function reloadWhenBack(): Promise<void> {
  await knock();
  if (readConnection() === "online") return;
  watchConnection(() => {
    if (readConnection() === "online") window.location.reload();
  });
}

function make(name: string, looks: string, text = ""): HTMLElement {
  const element = document.createElement(name);
  element.className = looks;
  element.textContent = text;
  return element;
}
