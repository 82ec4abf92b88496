/** One mail's words: the link, where there is one, stands between opening and closing. */
export interface Letter {
  readonly subject: string;
  readonly opening: readonly string[];
  /** What the link's button says. */
  readonly action?: string;
  readonly closing?: readonly string[];
}

/** Where it happens (the instance's address), and when and from where it was asked for. */
export interface Asked {
  readonly site: string;
  readonly when: string;
  readonly from: string;
}
