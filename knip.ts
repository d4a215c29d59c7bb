import type { KnipConfig } from 'knip'

/** What is exported must be used by the published entries, a command, a script or a test. */
const config: KnipConfig = {
  entry: [
    'src/index.ts',
    'src/vitest.ts',
    'src/cli/{launch,main}.ts',
    'src/experiment/{launch-replication,replication-worker}.ts',
    // Loaded from dist/ by the runner of the recordings, where knip can't follow.
    'src/routing/golden/{report,run-case}.ts',
    'src/validation/dynamics/{check-case,table}.ts',
    'src/validation/e2e/{check-scenario,machine,table}.ts',
    'src/validation/live/{compare,observation,simulate-live,table}.ts',
    'src/validation/oracle/{coverage,rows,station,table,verdict}.ts',
    'src/export/envoy/{addresses,cluster-json,export-scenario,left-out,route-json}.ts',
    'test/**/*.test.{ts,mjs}',
    'test/*/*.mjs',
    // Run by vitest with configurations of their own.
    'test/engines/{chromium.browser,global-setup,vitest.config}.ts',
    'test/property/{fuzz,fuzz.config}.ts',
    'scripts/*.mjs',
  ],
  project: ['src/**/*.ts', 'test/**/*.{ts,mjs}', 'scripts/**/*.mjs'],
  // Of the Go toolchain, where there is one.
  ignoreBinaries: ['go'],
  // The noun files name shapes that a reader looks for there, used elsewhere or not.
  ignoreExportsUsedInFile: true,
}

export default config
