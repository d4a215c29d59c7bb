// The command and the two entries for importers as a few large files, dist/bundle: Node spends a millisecond or two on every module that
// it finds, reads and links, and there are hundreds, as many again in the packages. Types, and dist/ beside it, stay as the compiler left
// them. The bundle is one folder below dist, as the modules that look for files beside or above themselves are. The command is one file
// that is no ES module, so that what V8 makes of it can be kept (src/experiment/kept-code.ts), and so is what its threads run.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = path => fileURLToPath(new URL(`../dist/${path}`, import.meta.url))

/** Piscina starts threads from files of its own, Vitest must be the one that runs the tests. */
const OUTSIDE = /^(piscina|vitest)(\/|$)/

/** Packages that are one function, which few starts call. */
const LATE_FUNCTIONS = new Set(['cliui', 'string-width'])

const SHARED = { platform: 'node', logLevel: 'warn' }
const external = id => isBuiltin(id) || OUTSIDE.test(id)

const modules = await rolldown({
  ...SHARED,
  external,
  input: {
    index: dist('index.js'),
    vitest: dist('vitest.js'),
    'replication-worker': dist('experiment/launch-replication.js'),
  },
})
const { output } = await modules.write({
  dir: dist('bundle'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
})
const launcher = await rolldown({ ...SHARED, external, input: { main: dist('cli/launch.js') } })
await launcher.write({ dir: dist('bundle'), format: 'cjs', entryFileNames: '[name].cjs' })
const command = await wholeProgram('command', 'cli/main.js')
const replication = await wholeProgram('replication', 'experiment/replication-worker.js')
writeFileSync(
  dist('bundle/LICENSES.txt'),
  licencesOf([...output, ...command, ...replication].flatMap(({ moduleIds = [] }) => moduleIds)),
)
runOnce()

/**
 * What waits for the part of the command that needs it. Node's own modules would be required at every start, whatever the command:
 * cryptography, sockets and child processes take longer than a small mesh. What yargs draws its help with begins by asking for all emoji.
 */
function late() {
  const mark = '\0late:'
  return {
    name: 'late',
    resolveId: (id, importer) => {
      if (importer?.startsWith(mark)) return isBuiltin(id) ? { id, external: true } : undefined
      return isBuiltin(id) || LATE_FUNCTIONS.has(id) ? mark + id : undefined
    },
    load: name => {
      if (!name.startsWith(mark)) return undefined
      const id = name.slice(mark.length)
      if (isBuiltin(id)) return `module.exports = require('${id}')`
      // Some hand their function itself to those that require them.
      return `export default (...given) => { const all = require('${id}'); return (all.default ?? all)(...given) }`
    },
  }
}

/** A program as one file that is a function (src/experiment/kept-code.ts). */
async function wholeProgram(name, input) {
  const program = await rolldown({
    ...SHARED,
    input: { [name]: dist(input) },
    external: OUTSIDE,
    plugins: [late()],
    // yargs resolves configurations that extend packages, of which there are none.
    checks: { emptyImportMeta: false },
  })
  const { output } = await program.generate({
    format: 'cjs',
    entryFileNames: '[name]-[hash].cjs',
    codeSplitting: false,
    comments: false,
    // V8 forgets who imports when it takes kept code.
    dynamicImportInCjs: false,
  })
  const [{ fileName, code }] = output
  writeFileSync(dist(`bundle/${fileName}`), ascii(`(function (require, __filename, exports) {${code}})\n`))
  return output
}

/**
 * Each character one byte: with a single one beyond them V8 takes two for all. Only strings, patterns and names have such, once comments
 * are gone.
 */
function ascii(code) {
  return code.replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The first runs, alone and in threads, keep what V8 compiled for them. */
function runOnce() {
  const out = mkdtempSync(join(tmpdir(), 'meshsim-build-'))
  const mesh = fileURLToPath(new URL('../scenarios/01-bookinfo-canary-zone-loss/mesh', import.meta.url))
  const args = ['run', '-f', mesh, '--to', 'http://bookinfo.example/productpage', '--duration', '1s', '--out', out]
  try {
    for (const more of [[], ['--set', 'repeat.seeds=1..2', '--jobs', '2']]) {
      execFileSync(process.execPath, [dist('bundle/main.cjs'), ...args, ...more], { stdio: 'ignore' })
    }
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

/** The licences of the packages that went in ask to be kept with them. */
function licencesOf(modules) {
  const packaged = modules.flatMap(id => {
    const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id) ?? []
    return folder === undefined ? [] : [{ folder, id }]
  })
  return [...new Set(packaged.map(licenceOf))].sort().join('\n')
}

/** A file of the package, else the notice at the head of the module. */
function licenceOf({ folder, id }) {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = readdirSync(folder).find(each => /^licen[cs]e/i.test(each))
  const text = file === undefined ? headOf(id) : readFileSync(`${folder}/${file}`, 'utf8').trim()
  if (!/copyright/i.test(text)) throw new Error(`${name} ${version} has no licence to keep`)
  return `## ${name} ${version}\n\n${text}\n`
}

function headOf(file) {
  const [comments] = /^(\s*\/\/.*\n|\s*\n)*/.exec(readFileSync(file, 'utf8'))
  return comments.replaceAll(/^\/\/ ?/gm, '').trim()
}
