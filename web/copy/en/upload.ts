// The words of web/features/upload.

const files = (count: number) => (count === 1 ? "1 file" : `${count.toLocaleString("en")} files`);

function timeLeft(seconds: number): string {
  if (seconds < 60) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return minutes === 1 ? "about 1 minute left" : `about ${minutes} minutes left`;
  return `about ${Math.round(minutes / 60)} hours left`;
}

export const upload = {
  add: "Add pictures",
  addFolder: "Add a folder",
  addShort: "Add",
  drop: "Drop to add to your vault",
  dropLimit: (size: string, formats: string) => `${formats}, up to ${size} each. Folders work too.`,

  tray: "Uploads",
  expand: "Show the files",
  collapse: "Hide the files",
  closeTray: "Close",
  cancelAll: "Cancel all",
  retryAll: "Retry all",
  moreWaiting: (count: number) => `${files(count)} more`,

  summary: {
    going: (done: number, all: number) => `Adding ${Math.min(done + 1, all)} of ${all.toLocaleString("en")}`,
    done: (count: number) =>
      count === 1 ? "1 picture sealed" : `${count.toLocaleString("en")} pictures sealed`,
    alreadyHere: (count: number) =>
      count === 1 ? "1 was already here" : `${count.toLocaleString("en")} were already here`,
    refused: (count: number) => `${files(count)} not added`,
    nothing: "Nothing was added",
    paused: "Waiting for you",
    halted: (count: number) => `Paused, ${files(count)} to go`,
    resting: "Waiting to go on",
  },

  halt: "Pause",
  /** @param speed of a second, such as `3.2 MB` */
  pace: (speed: string, secondsLeft: number) => `${speed}/s, ${timeLeft(secondsLeft)}`,

  waiting: "Waiting",
  sending: (percent: number) => `Sending, ${percent} %`,
  checking: "Checking and cleaning",
  sealed: "Sealed",
  sealedRemoved: (what: string) => `Removed ${what}. Sealed.`,
  alreadyHere: "Already here",
  restored: "Already here; taken out of the trash",
  resting: {
    connection: "Connection lost. Goes on by itself.",
    busy: "The server is busy. Goes on by itself.",
  },
  unreadable: {
    title: "The file cannot be read any more",
    advice: "It was moved or changed, or it is a folder. Add it again.",
  },
  receiptDiffers: {
    title: "What arrived is not what was sent",
    advice: "Look at the picture in your vault, or add the file again.",
  },
  tooLarge: (size: string, limit: string) => ({
    title: `Too large: ${size}`,
    advice: `This server takes up to ${limit}. Save a smaller version and add that.`,
  }),
  notTaken: (formats: string) => `Save it as ${formats} and add that.`,

  pause: {
    "signed-out": "Sign in, and the files go on.",
    person: "Nothing is sent until you go on.",
    locked: "Unlock your vault, and the files go on.",
    kit: "Save your recovery code, and the files go on.",
    kitAction: "Save it now",
    resume: "Go on",
  },

  open: (name: string) => `Open ${name}`,
  cancel: (name: string) => `Cancel ${name}`,
  retry: (name: string) => `Retry ${name}`,
  dismiss: (name: string) => `Dismiss ${name}`,
  /** Read out while files go by. */
  announceSettled: (name: string, status: string) => `${name}: ${status}`,
  announceRefused: (name: string, why: string) => `${name} was not added. ${why}`,
  nothingUsable: "There was no picture in that.",

  share: {
    title: "Adding what you shared",
    lostTitle: "What you shared did not arrive",
    lost: "The browser keeps shared pictures in memory for a few minutes only, and nowhere else. Share them once more while your vault is open, or add them here.",
    action: "Go to your pictures",
  },
};
