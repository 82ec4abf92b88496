// The words of web/features/trash.

export const trash = {
  title: "Trash",
  intro: (days: number) =>
    `Pictures stay here for ${days} days. After that they are destroyed by themselves.`,
  empty: {
    title: "The trash is empty",
    advice: (days: number) =>
      `Pictures that you delete wait here for ${days} days, in case you want them back.`,
    action: "Go to your pictures",
  },
  daysLeft: (days: number) => (days <= 0 ? "Goes today" : days === 1 ? "1 day left" : `${days} days left`),
  restore: "Restore",
  restoreNamed: (name: string) => `Restore ${name}`,
  restored: (name: string) => `${name} is back in your pictures.`,
  destroy: "Delete forever",
  destroyNamed: (name: string) => `Delete ${name} forever`,
  emptyAll: "Empty the trash",
  more: "Show more",
  confirm: {
    one: "Delete this picture forever?",
    all: (count: string) => `Delete ${count} forever?`,
    meaning:
      "The key that opens it is destroyed first, then the sealed file. Nobody can bring it back, not even whoever runs this server.",
    meaningAll:
      "The keys that open them are destroyed first, then the sealed files. Nobody can bring them back, not even whoever runs this server.",
    backups:
      "Backups made by whoever runs this server may hold sealed copies until the last of them expires.",
    go: "Delete forever",
  },
  receipt: {
    title: (count: number) =>
      count === 1 ? "The picture was destroyed" : `${count.toLocaleString("en")} pictures were destroyed`,
    keys: (when: string) => `Keys destroyed ${when}. Nothing that Safelight holds can open them any more.`,
    erased: (when: string) => `Traces of the keys erased from the database ${when}.`,
    erasedSoon: "Traces of the keys leave the database within the hour.",
    backups: "Sealed copies in backups last until the last backup expires.",
    close: "Done",
  },
};
