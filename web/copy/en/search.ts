// The words of web/features/search.

export const search = {
  title: "Search",
  link: "Search",
  label: "Search your pictures",
  placeholder: "Names, captions, dates, cameras",
  clear: "Clear the search",
  results: "Pictures found",
  found: (count: number) =>
    count === 0
      ? "Nothing found"
      : count === 1
        ? "1 picture found"
        : `${count.toLocaleString("en")} pictures found`,
  nothing: "No picture matches all of that",
  nothingAdvice: "Every word must match. Try fewer words, or only their beginnings.",
  examplesTitle: "What you can search for",
  examples: [
    { text: "sunset beach", means: "words of names, captions and albums" },
    { text: "june 2024", means: "pictures of that month" },
    { text: "2023-05..2023-07", means: "from one month or day to another" },
    { text: "canon png", means: "a camera and a format" },
    { text: "favourites 2024", means: "favourites of a year" },
    { text: "place:48.2,16.4", means: "within ten kilometres of a place" },
  ],
  promise:
    "Searching happens in memory while your vault is open. Nothing of it is stored, here or on the server.",
};
