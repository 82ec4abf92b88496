declare module "@tanstack/history" {
  interface HistoryState {
    /** The picture was opened from the timeline, so that closing it may simply go back. */
    readonly overTimeline?: true;
  }
}

export {};
