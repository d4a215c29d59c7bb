// The command and the two entries for importers as a few large files, dist/bundle: Node spends a millisecond or two on every module that
// it finds, reads and links, and there are hundreds. Types, and dist/ beside it, stay as the compiler left them. Packages stay outside.
// The bundle is one folder below dist, as the modules that look for files beside or above themselves are.
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = path => fileURLToPath(new URL(`../dist/${path}`, import.meta.url))

const bundle = await rolldown({
  input: {
    main: dist('cli/main.js'),
    index: dist('index.js'),
    vitest: dist('vitest.js'),
    'replication-worker': dist('experiment/replication-worker.js'),
  },
  external: id => !id.startsWith('.') && !isAbsolute(id),
  platform: 'node',
  logLevel: 'warn',
})
await bundle.write({
  dir: dist('bundle'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
})
