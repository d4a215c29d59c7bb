// W8 and W9: the whole commands `diff` and `lint` over a mesh of a thousand services, by the clock, as somebody waits for them;
// for diff the other side has one VirtualService that differs. Beside js-yaml that merely parses the same files.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadAll } from 'js-yaml'
import { WrongAnswer } from '../stopwatch.mjs'
import { meshText, SUBSETS } from '../w6/mesh.mjs'

const SERVICES = 1000
const DOCUMENTS = 4 * SERVICES + 1
const BASE = meshText(SERVICES)
/** One rule of one VirtualService takes another path: what goes by the old one and by the new one changes. */
const HEAD = BASE.replace('prefix: /shop-7/v2', 'prefix: /shop-7/v3')

const parse = texts => ({ requests: texts.reduce((sum, text) => sum + loadAll(text).length, 0), sides: texts.length })

export const parseBoth = () => parse([BASE, HEAD])
export const parseOne = () => parse([BASE])

export function judgeParse({ requests, sides }) {
  return [{ right: requests === sides * DOCUMENTS, text: `documents ${requests}, expected ${sides * DOCUMENTS}` }]
}

export async function prepareDiff() {
  const folder = sides()
  return () => command(['diff', join(folder, 'base'), join(folder, 'head'), '-o', 'json'], 2)
}

export function judgeDiff({ report }) {
  const { entries } = report
  const [first, second] = entries.map(({ changes }) => JSON.stringify(changes))
  return [
    { right: entries.length === 2, text: `differences ${entries.length}, expected 2` },
    { right: /shop-7\./.test(first) && /shop-7\./.test(second), text: 'both of shop-7' },
  ]
}

export async function prepareLint() {
  const folder = sides()
  return () => command(['lint', join(folder, 'base'), '-o', 'json'], 1)
}

/** Three pods and a cap of 10 % are no pod that may be ejected; of three subsets two have no pods. */
export function judgeLint({ report }) {
  return [
    judgeCount(report, 'MS2501', SERVICES, 'outlier detection that never ejects'),
    judgeCount(report, 'MS2403', SERVICES * (SUBSETS - 1), 'subsets without pods'),
  ]
}

function judgeCount({ findings }, code, expected, what) {
  const count = findings.filter(finding => finding.code === code).length
  return { right: count === expected, text: `${what} ${count}, expected ${expected}` }
}

function command(args, meshes) {
  const main = fileURLToPath(new URL('../../../dist/bundle/main.cjs', import.meta.url))
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const seconds = (performance.now() - began) / 1000
  if (status !== 0) throw new WrongAnswer(`wrong answer: exit code ${status}\n${stderr.slice(0, 2000)}`)
  return { requests: meshes * DOCUMENTS, seconds, report: JSON.parse(stdout) }
}

/** Gone when this process ends. */
function sides() {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-w8-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const [side, text] of Object.entries({ base: BASE, head: HEAD })) {
    mkdirSync(join(folder, side))
    writeFileSync(join(folder, side, 'mesh.yaml'), text)
  }
  return folder
}
