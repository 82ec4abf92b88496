import { resolve } from "node:path";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The build of the web client. What it makes runs under a strict content policy: every script and style is a file
// or carries the nonce that the server puts in the placeholder's stead, in each answer.

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind(), { ...optimizeLocales.vite({ locales: ["en-US"] }), enforce: "pre" }],
  html: { cspNonce: "SAFELIGHT_NONCE" },
  worker: { format: "es" },
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox128", "safari17.5"],
    reportCompressedSize: false,
  },
});
