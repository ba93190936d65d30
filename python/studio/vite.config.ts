// Builds the pages into the Python package: hashed names, nothing inline, nothing from elsewhere.
import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env["UNDERTONE_STUDIO_SERVER"] ?? "http://127.0.0.1:8765"; // for `npm run dev` alone

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  resolve: {
    alias: { $lib: here("./src/lib") },
    ...(mode === "test" ? { conditions: ["browser"] } : {}),
  },
  build: {
    outDir: here("../undertone/studio/pages"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: { host: "127.0.0.1", proxy: { "/api": server } },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.ts"],
  },
}));
