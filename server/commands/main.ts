import { loadEnvironment } from "../config.ts";
import { runCommand } from "./run-command.ts";

process.umask(0o077);
const { exitCode, stdout, stderr } = await runCommand(process.argv.slice(2), loadEnvironment());
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
