// The command and the two entries for importers as a few large files, dist/bundle: Node spends a millisecond or two on every module that
// it finds, reads and links, and there are hundreds, as many again in the packages. Types, and dist/ beside it, stay as the compiler left
// them. The bundle is one folder below dist, as the modules that look for files beside or above themselves are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = path => fileURLToPath(new URL(`../dist/${path}`, import.meta.url))

/**
 * Piscina starts threads from files of its own, Vitest must be the one that runs the tests, seedrandom's licence is in its README
 * and its sources only.
 */
const OUTSIDE = /^(piscina|vitest|seedrandom)(\/|$)/

const bundle = await rolldown({
  input: {
    main: dist('cli/main.js'),
    index: dist('index.js'),
    vitest: dist('vitest.js'),
    'replication-worker': dist('experiment/replication-worker.js'),
  },
  external: id => isBuiltin(id) || OUTSIDE.test(id),
  platform: 'node',
  logLevel: 'warn',
})
const { output } = await bundle.write({
  dir: dist('bundle'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
})
writeFileSync(dist('bundle/LICENSES.txt'), licencesOf(output.flatMap(({ moduleIds = [] }) => moduleIds)))

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
