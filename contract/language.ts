import * as z from "zod/mini";

/** Languages that Safelight speaks, in mails and in the interface. */
export const language = z.enum(["en", "id"]);
export type Language = z.infer<typeof language>;

/**
 * The language to speak to somebody by an Accept-Language header (RFC 9110): the one of ours that is wanted most,
 * English where there is none.
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? "")
    .slice(0, 500)
    .split(",")
    .map((entry) => {
      const [tag = "", quality = ""] = entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/, 2);
      const weight = /^q=(\d(?:\.\d{1,3})?)$/.exec(quality)?.[1];
      return { tag: tag.split("-", 1)[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    if (tag === "en") return "en";
    // "in" is what Indonesian was called before 1989, and what old Java still sends.
    if (tag === "id" || tag === "in") return "id";
  }
  return "en";
}
