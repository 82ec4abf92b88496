// The words of web/features/albums.

const pictures = (count: number) => (count === 1 ? "1 picture" : `${count.toLocaleString("en")} pictures`);

export const albums = {
  title: "Albums",
  favourites: "Favourites",
  damaged: "Damaged album",
  make: "New album",
  more: "Show more",
  count: pictures,
  /** From the first to the last day. */
  span: (first: string, last: string) => (first === last ? first : `${first} – ${last}`),
  empty: {
    title: "No albums yet",
    advice:
      "An album gathers pictures that belong together. A picture can be in several, and it always stays in your pictures too.",
  },
  emptyAlbum: {
    title: "Nothing in this album yet",
    advice: "Choose pictures among all of yours, then “Add to album”.",
    action: "Go to your pictures",
  },
  emptyFavourites: {
    title: "No favourites yet",
    advice: "What you mark as a favourite is gathered here.",
  },
  pictures: (album: string) => `Pictures in ${album}`,
  failed: "This album did not load",
  menu: (album: string) => `More for ${album}`,
  download: "Download as ZIP",
  edit: "Name and description",
  delete: "Delete album",
  order: "Order",
  newest: "Newest first",
  oldest: "Oldest first",
  fields: {
    makeTitle: "New album",
    editTitle: "Name and description",
    name: "Name",
    description: "Description",
    descriptionHint: "Optional. Sealed like everything else.",
    nameMissing: "Give the album a name.",
    make: "Make the album",
    save: "Save",
  },
  deleting: {
    title: (name: string) => `Delete “${name}”?`,
    meaning: "Only the album goes. Its pictures stay in your pictures, and in other albums that they are in.",
    go: "Delete the album",
  },
  made: (name: string) => `“${name}” was made.`,
  deleted: (name: string) => `“${name}” was deleted. Its pictures are still here.`,
  adding: {
    title: (count: number) => `Add ${pictures(count)} to an album`,
    search: "Search your albums",
    none: "No album has that name.",
    newNamed: (name: string) => `Make “${name}”`,
    new: "New album",
    list: "Your albums",
  },
  /** Places on the shelf that pictures are dragged onto. */
  carry: { other: "Another album" },
  added: (count: number, album: string) => `${pictures(count)} added to “${album}”.`,
  notAdded: (count: number) => `${pictures(count)} could not be added.`,
  selection: {
    count: (count: number) => `${count.toLocaleString("en")} selected`,
    add: "Add to album",
    remove: "Remove from album",
    unfavourite: "No longer a favourite",
    cover: "Use as cover",
  },
  removed: (count: number, album: string) => `${pictures(count)} removed from “${album}”.`,
  undo: "Undo",
  coverSet: "The album has a new cover.",
};
