// Starts a program and keeps what it says until it ends. Built-ins only (ready.mjs uses it).

import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/**
 * Runs a program without input. A SIGINT or SIGTERM sent to us goes on to it, so that it never outlives us.
 * Resolves with `ended`, null for exit code 0 and otherwise the code or signal in words, and with both
 * outputs in `said`, in the order in which they came, without colours. Rejects when the program cannot be started.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, hear?: (text: string) => void }} options
 *   `hear` is given what the program says, piece by piece, as it comes.
 * @returns {Promise<{ ended: string | null, said: string }>}
 */
export function runToEnd(program, args, { hear, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const keep = (/** @type {string} */ text) => {
      said += text;
      hear?.(text);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    process.on("SIGINT", passOn).on("SIGTERM", passOn);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", passOn).off("SIGTERM", passOn);
      const ended = code === 0 ? null : code === null ? `signal ${signal}` : `code ${code}`;
      // Some colour what they say wherever CI is set, NO_COLOR or not.
      resolve({ ended, said: stripVTControlCharacters(said).trimEnd() });
    });
  });
}
