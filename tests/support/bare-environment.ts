// What a program that a test starts is given of this process' environment, and nothing else: where programs are, and
// where node keeps code that it has compiled before, which is half of what a start costs.

const NAMES = ["PATH", "NODE_COMPILE_CACHE"];

export const bareEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);
