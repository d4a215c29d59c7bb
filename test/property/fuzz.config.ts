import { defineConfig } from 'vitest/config'

/** `npm run fuzz`, see fuzz.mjs. */
export default defineConfig({ test: { include: ['test/property/fuzz.ts'], testTimeout: 0 } })
