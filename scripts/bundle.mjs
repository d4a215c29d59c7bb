// The command and the two entries for importers as a few large files, dist/bundle: Node spends a millisecond or two on every module that
// it finds, reads and links, and there are hundreds, as many again in the packages. Types, and dist/ beside it, stay as the compiler left
// them. The bundle is one folder below dist, as the modules that look for files beside or above themselves are. The command is one file
// that is no ES module, so that what V8 makes of it can be kept (src/cli/launch.ts).
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = path => fileURLToPath(new URL(`../dist/${path}`, import.meta.url))

/**
 * Piscina starts threads from files of its own, Vitest must be the one that runs the tests, seedrandom's licence is in its README
 * and its sources only.
 */
const OUTSIDE = /^(piscina|vitest|seedrandom)(\/|$)/

const SHARED = { external: id => isBuiltin(id) || OUTSIDE.test(id), platform: 'node', logLevel: 'warn' }

const modules = await rolldown({
  ...SHARED,
  input: {
    main: dist('cli/launch.js'),
    index: dist('index.js'),
    vitest: dist('vitest.js'),
    'replication-worker': dist('experiment/replication-worker.js'),
  },
})
const { output } = await modules.write({
  dir: dist('bundle'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
})
const command = await rolldown({
  ...SHARED,
  input: { command: dist('cli/main.js') },
  // yargs resolves configurations that extend packages, of which there are none.
  checks: { emptyImportMeta: false },
})
const { output: whole } = await command.write({
  dir: dist('bundle'),
  format: 'cjs',
  entryFileNames: '[name]-[hash].cjs',
  codeSplitting: false,
  // V8 forgets who imports when it takes kept code.
  dynamicImportInCjs: false,
})
writeFileSync(dist('bundle/LICENSES.txt'), licencesOf([...output, ...whole].flatMap(({ moduleIds = [] }) => moduleIds)))
runOnce()

/** The first run of a command keeps what V8 compiled for it. */
function runOnce() {
  const out = mkdtempSync(join(tmpdir(), 'meshsim-build-'))
  const mesh = fileURLToPath(new URL('../scenarios/01-bookinfo-canary-zone-loss/mesh', import.meta.url))
  const args = ['run', '-f', mesh, '--to', 'http://bookinfo.example/productpage', '--duration', '1s', '--out', out]
  try {
    execFileSync(process.execPath, [dist('bundle/main.js'), ...args], { stdio: 'ignore' })
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

/** The licences of the packages that went in ask to be kept with them. */
function licencesOf(modules) {
  const folders = new Set(modules.flatMap(id => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []))
  return [...new Set([...folders].map(licenceOf))].sort().join('\n')
}

function licenceOf(folder) {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = readdirSync(folder).find(each => /^licen[cs]e/i.test(each))
  if (file === undefined) throw new Error(`${name} ${version} has no licence file to keep`)
  return `## ${name} ${version}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`
}
