import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/**/*.test.{ts,mjs}'], exclude: ['test/bench/**', 'node_modules/**'], testTimeout: 60_000 },
})
