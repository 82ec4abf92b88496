/** A fault that the person at the terminal can mend; its message says how, and no stack trace is shown. */
export class CannotGoOn extends Error {}
