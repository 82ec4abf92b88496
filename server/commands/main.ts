import { loadEnvironment } from "../config.ts";
import { runCommand } from "./run-command.ts";
import { openTerminal } from "./terminal.ts";

/** As a shell tells of a program that SIGPIPE has ended. */
const READER_GONE = 141;

process.umask(0o077);
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads has seen enough, as `head` has: the rest is for nobody. What was done before keeps its own code.
  if (error.code === "EPIPE") process.exit(process.exitCode ?? READER_GONE);
  throw error;
});
const terminal = openTerminal(process.stdout, process.stderr);
const { exitCode, stdout, stderr } = await runCommand(process.argv.slice(2), loadEnvironment(), terminal);
terminal.end();
process.exitCode = exitCode;
process.stdout.write(stdout);
process.stderr.write(stderr);
