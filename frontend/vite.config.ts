import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** KaTeX ships each font three times; every browser this UI runs in reads woff2. */
function onlyWoff2(): Plugin {
  return {
    name: "only-woff2",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("katex.min.css")) return null;
      return { code: code.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)/g, ""), map: null };
    },
  };
}

const api = process.env.MAMI_DEV_API ?? "http://127.0.0.1:8081";

export default defineConfig({
  plugins: [onlyWoff2(), react(), tailwindcss()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    // `light-dark()` and `dvh` are used as they are; older browsers get the legacy UI.
    target: ["chrome123", "firefox128", "safari17.5"],
    manifest: true,
    modulePreload: { polyfill: false },
    // The content security policy allows fonts from this origin only, not from data: URLs.
    assetsInlineLimit: 0,
    // What everyone loads first is one file: in sixty, each with a few hundred bytes, it weighs more.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] },
      },
    },
  },
  server: {
    // The Host header stays as the browser sent it: the server compares it with the Origin.
    proxy: Object.fromEntries(
      ["/api", "/legacy", "/healthz"].map((path) => [path, { target: api, changeOrigin: false }]),
    ),
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    css: false,
  },
});
