import { resolve } from "node:path";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

// The build of the web client. What it makes runs under a strict content policy: every script and style is a file
// or carries the nonce that the server puts in the placeholder's stead, in each answer.

/** The worker lies at the root, under a name that stays, and knows the built files by name. */
const SERVICE_WORKER = "service-worker";

function listAssets(): Plugin {
  return {
    name: "safelight-list-assets",
    generateBundle(_options, bundle) {
      const worker = bundle[`${SERVICE_WORKER}.js`];
      if (worker?.type !== "chunk") this.error("the service worker was not built");
      const assets = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
      if (worker.imports.length > 0) this.error("the service worker must be one file");
      worker.code = worker.code.replaceAll(
        "SAFELIGHT_ASSETS",
        JSON.stringify(assets.map((name) => `/${name}`)),
      );
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    tailwind(),
    listAssets(),
    { ...optimizeLocales.vite({ locales: ["en-US"] }), enforce: "pre" },
  ],
  html: { cspNonce: "SAFELIGHT_NONCE" },
  worker: { format: "es" },
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: resolve(import.meta.dirname, "index.html"),
        [SERVICE_WORKER]: resolve(import.meta.dirname, "worker/service-worker.ts"),
      },
      output: {
        entryFileNames: ({ name }) => (name === SERVICE_WORKER ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
    target: ["chrome123", "firefox128", "safari17.5"],
    reportCompressedSize: false,
  },
});
