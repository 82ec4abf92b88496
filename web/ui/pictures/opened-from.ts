/** A list that a picture is looked at in, besides the timeline. What was searched for is not in it: search-text.ts. */
export type PictureList = { readonly albumId: string } | "found";

declare module "@tanstack/history" {
  interface HistoryState {
    /** The picture was opened from another page of ours, so that closing it may simply go back. */
    readonly overTimeline?: true;
    /** The pictures before and after it are those of this list. */
    readonly list?: PictureList;
  }
}
