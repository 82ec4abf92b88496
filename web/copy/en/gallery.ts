// The words of web/features/gallery, and of pictures wherever they are shown.

const pictures = (count: number) => (count === 1 ? "1 picture" : `${count.toLocaleString("en")} pictures`);

export const gallery = {
  pictures,
  timeline: "Your pictures by month",
  /** Of a picture without a caption. */
  named: (name: string, date: string) => `${name}, ${date}`,
  /** Of a picture whose details are still on their way. */
  unnamed: (date: string) => `Picture of ${date}`,
  select: (picture: string) => `Select ${picture}`,
  loadingMonth: (month: string) => `Loading ${month}`,

  empty: {
    title: "Nothing here yet",
    invitation: "Drop pictures or folders anywhere on this page, paste them, or choose them.",
    /** Where there is nothing to drop or paste with. */
    invitationByTouch: "Choose pictures from this device to begin.",
    action: "Add pictures",
    limit: (size: string, formats: string) => `${formats}, up to ${size} each.`,
    promise:
      "Each one is checked, stripped of hidden details such as GPS position, and sealed before it is stored.",
  },

  scrubber: {
    label: "Go to a month",
    /** What is said of the month that it stands at. */
    value: (month: string, count: number) => `${month}, ${pictures(count)}`,
  },

  monthFailed: (month: string) => `${month} did not load`,
  timelineFailed: "Your pictures did not load",

  /** On a picture that cannot be shown. */
  damaged: "Damaged",
  /** Below it, where there is room. */
  damagedHelp: "Open it to see what can be done",
  /** Instead of a name, where that is lost. */
  damagedName: "Damaged picture",
  damagedLong: "This picture fails its check, so it is not shown.",
  notLoaded: "Not loaded",

  trashed: (count: number) =>
    count === 1 ? "Moved to the trash." : `${pictures(count)} moved to the trash.`,
  undo: "Undo",
  restored: (count: number) => (count === 1 ? "Back in your pictures." : `${pictures(count)} are back.`),

  favoured: (count: number) => (count === 1 ? "Now a favourite." : `${pictures(count)} are favourites now.`),
  unfavoured: (count: number) =>
    count === 1 ? "No longer a favourite." : `${pictures(count)} are no favourites any more.`,

  /** While many pictures are changed, request by request. */
  trashing: (done: string, all: string) => `Moving to the trash: ${done} of ${all}`,
  restoring: (done: string, all: string) => `Bringing back: ${done} of ${all}`,
  favouring: (done: string, all: string) => `Changing favourites: ${done} of ${all}`,
  /** What comes, and how many of those that were asked for do not. */
  downloading: (count: number, leftOut: number) =>
    `Downloading ${pictures(count)}.${leftOut === 0 ? "" : ` ${pictures(leftOut)} left out: damaged, or no longer there.`}`,

  selection: {
    bar: "Selected pictures",
    count: (count: number) => `${count.toLocaleString("en")} selected`,
    gathering: (done: number, all: number) => `Selecting: month ${done} of ${all}`,
    favourite: "Favourite",
    unfavourite: "No longer a favourite",
    clear: "Clear the selection",
    trash: "Move to trash",
    download: "Download",
  },
};
