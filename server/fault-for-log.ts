// What the log is told of an error: what kind it is, where it came from and what it says of itself. Nothing else that
// hangs on it: databases hang the rows on it that they are about.

/** An error, with those that caused it, as it may be written down. */
export interface LoggedFault {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** The names that the database gives what refused. */
  readonly table?: string;
  readonly constraint?: string;
  /** Where in the program. */
  readonly stack?: readonly string[];
  readonly cause?: LoggedFault;
}

const MAX_CAUSES = 5;
const MAX_LETTERS = 500;
const MAX_FRAMES = 20;
const WITHHELD = "(withheld: it quotes what it is about)";
/** Of SQL: data that does not fit, quoted in the message. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

export function faultForLog(error: unknown, causes: number = MAX_CAUSES): LoggedFault {
  if (!(error instanceof Error)) return { type: typeof error, message: WITHHELD };
  const { code, table, constraint } = error as { code?: unknown; table?: unknown; constraint?: unknown };
  const frames = error.stack?.split("\n").filter((line) => /^ {4}at /.test(line));
  return {
    type: error.name,
    message: quotes(error, code) ? WITHHELD : error.message.slice(0, MAX_LETTERS),
    ...((typeof code === "string" || typeof code === "number") && { code }),
    ...(typeof table === "string" && { table }),
    ...(typeof constraint === "string" && { constraint }),
    ...(frames !== undefined && { stack: frames.slice(0, MAX_FRAMES).map((line) => line.trim()) }),
    ...(error.cause !== undefined && causes > 0 && { cause: faultForLog(error.cause, causes - 1) }),
  };
}

/** Whether what it says repeats what it was given: the parser of JSON shows where it stopped. */
function quotes(error: Error, code: unknown): boolean {
  return error instanceof SyntaxError || (typeof code === "string" && DATA_EXCEPTION.test(code));
}
