// The files in a drop or a paste, folders walked through.

/** What systems leave in folders and nobody means to add. */
const LITTER = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

export function isLitter(name: string): boolean {
  return LITTER.test(name);
}

function fileOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => {
    entry.file(resolve, () => resolve(null));
  });
}

/** All entries of a folder: browsers hand them out some hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => {
      reader.readEntries(resolve, () => resolve([]));
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function walk(entry: FileSystemEntry, isInside: boolean): Promise<File[]> {
  if (isInside && isLitter(entry.name)) return [];
  if (entry.isFile) {
    const file = await fileOf(entry as FileSystemFileEntry);
    return file === null ? [] : [file];
  }
  const files: File[] = [];
  for (const inner of await entriesOf(entry as FileSystemDirectoryEntry))
    files.push(...(await walk(inner, true)));
  return files;
}

/** Whether a drag or the clipboard carries files at all. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer !== null && transfer.types.includes("Files");
}

/**
 * Reads the files of a drop, with those in dropped folders. Call it while the event is being dispatched: browsers
 * empty the list afterwards.
 */
export function readDropped(transfer: DataTransfer): Promise<File[]> {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const found = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  return Promise.all(
    found.map(async (one) => {
      if (one === null) return [];
      return one instanceof File ? [one] : await walk(one, false);
    }),
  ).then((lists) => lists.flat());
}
