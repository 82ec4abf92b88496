import { loadEnvironment } from "../config.ts";
import { runCommand } from "./run-command.ts";
import { openTerminal } from "./terminal.ts";

process.umask(0o077);
const terminal = openTerminal(process.stdout, process.stderr);
const { exitCode, stdout, stderr } = await runCommand(process.argv.slice(2), loadEnvironment(), terminal);
terminal.end();
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
