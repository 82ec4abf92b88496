const LIMITS = "--bounding-set=-dac_override,-dac_read_search,-net_bind_service";

/** The command so that files' modes and low ports bind it as they bind anybody, also where root runs the tests. */
export function withoutRights(argv: readonly string[]): readonly [string, ...string[]] {
  const [program = "", ...args] = argv;
  return process.getuid?.() === 0 ? ["setpriv", LIMITS, program, ...args] : [program, ...args];
}
