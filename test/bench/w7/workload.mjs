// W7: meshsim test over 10,000 tests, beside js-yaml that merely parses the same files. Only for this workload the command as a
// whole counts as well, in a process of its own and by the clock: that is what somebody waits for.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadAll } from 'js-yaml'
import { Unreadable } from '../meshsim.mjs'
import { WrongAnswer } from '../stopwatch.mjs'
import { meshText } from '../w6/mesh.mjs'
import { SERVICES, suiteText, TESTS } from './suite.mjs'

const MESH = meshText(SERVICES)
const SUITE = suiteText()

export function parseTests() {
  const [suite] = loadAll(SUITE)
  return { requests: suite.tests.length, documents: loadAll(MESH).length }
}

export function judgeParsedTests({ requests, documents }) {
  const right = requests === TESTS && documents === 4 * SERVICES + 1
  return [{ right, text: `tests ${requests}, expected ${TESTS}` }]
}

/** The command inside this process, from its words to its exit code. */
export async function prepareTests() {
  const { runProgram } = await program()
  const folder = suiteFolder()
  return async () => {
    const told = []
    const terminal = { width: 100, color: false, unicode: true, animated: false }
    const output = { data: text => told.push(text), talk: () => {}, dataTerminal: terminal, talkTerminal: terminal }
    const code = await runProgram(['test', join(folder, 'routes.test.yaml'), '--reporter', 'json'], output)
    return { requests: TESTS, code, ...JSON.parse(told.join('')) }
  }
}

export function judgeTests({ code, tests, coverage }) {
  const { covered, total } = coverage.routes
  return [
    { right: code === 0 && tests.passed === TESTS, text: `passed ${tests.passed}, expected ${TESTS}` },
    // Three rules each, and every test takes the one that it means.
    { right: covered === 3 * SERVICES && total === covered, text: `rules touched ${covered} of ${total}` },
  ]
}

/** The whole command in a fresh process: its wall-clock seconds. */
export function wholeCommand() {
  const main = fileURLToPath(new URL('../../../dist/bundle/main.cjs', import.meta.url))
  const folder = suiteFolder()
  const seconds = [1, 2].map(() => {
    const began = performance.now()
    const { status, stdout } = spawnSync(process.execPath, [main, 'test', folder], { encoding: 'utf8' })
    const took = (performance.now() - began) / 1000
    if (status !== 0) throw new WrongAnswer(`wrong answer: exit code ${status}\n${stdout.slice(0, 2000)}`)
    return took
  })
  return { wholeCommandSeconds: Math.round(Math.min(...seconds) * 1000) / 1000 }
}

/** Gone when this process ends. */
function suiteFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-w7-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'mesh.yaml'), MESH)
  writeFileSync(join(folder, 'routes.test.yaml'), SUITE)
  return folder
}

async function program() {
  try {
    return await import('../../../dist/cli/program.js')
  } catch (error) {
    throw new Unreadable(`dist/ can't be read, run npm run build first: ${error.message}`)
  }
}
