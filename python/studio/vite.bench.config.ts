// Measures instead of testing: `npm run bench`.
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["tests/**/*.bench.ts"] } });
