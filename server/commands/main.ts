import { loadEnvironment } from "../config.ts";
import { runCommand } from "./run-command.ts";

process.umask(0o077);
const terminal = process.stderr.isTTY;
const progress = (done: string): void => {
  // Written over the line before, and away with the answer.
  if (terminal) process.stderr.write(`\r\u001b[K${done}`);
};
const { exitCode, stdout, stderr } = await runCommand(process.argv.slice(2), loadEnvironment(), progress);
progress("");
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
