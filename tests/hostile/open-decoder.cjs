"use strict";
// A decoder whose walls have a hole: it reports, truthfully, that it could read a file.

const { writeAnswer } = require("../../server/imaging/decoder/frames.cjs");

writeAnswer({ kind: "ready", escapes: { main: ["read"], worker: [] } });
setInterval(() => undefined, 1000);
