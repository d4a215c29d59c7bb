import type { KnipConfig } from 'knip'

/** What is exported must be used by the published entries, a command, a script or a test. */
const config: KnipConfig = {
  entry: ['src/index.ts', 'src/cli/main.ts', 'test/**/*.test.ts', 'test/bench/*.mjs', 'scripts/*.mjs'],
  project: ['src/**/*.ts', 'test/**/*.{ts,mjs}', 'scripts/**/*.mjs'],
  // The noun files name shapes that a reader looks for there, used elsewhere or not.
  ignoreExportsUsedInFile: true,
}

export default config
