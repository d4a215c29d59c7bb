import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as bans from './tidy/bans.ts'
import * as files from './tidy/files.ts'
import * as floors from './tidy/floors.ts'
import type { Check, Finding, SourceText } from './tidy/source.ts'
import { policySources, staleExceptions } from './tidy/sources.ts'
import * as tests from './tidy/tests.ts'

const { mirror, ...perFile } = files
const CHECKS: Readonly<Record<string, Check>> = { ...floors, ...bans, ...perFile, ...tests, policySources }

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Paths under version control; in a copy without git, all but what is built or installed. */
function projectPaths(): string[] {
  if (existsSync(`${ROOT}.git`)) {
    const listed = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
    return listed.split('\0').filter(path => path !== '' && existsSync(ROOT + path))
  }
  const all = readdirSync(ROOT, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const paths = all.map(entry => `${entry.parentPath}/${entry.name}`.slice(ROOT.length).replace(/^\//, ''))
  return paths.filter(path => !/^(node_modules|dist|results|coverage)\//.test(path))
}

const paths = projectPaths()
const project: readonly SourceText[] = paths.map(path => ({ path, text: readFileSync(ROOT + path, 'utf8') }))

/** One text, since the difference of two texts is shown in full. */
const report = (findings: readonly Finding[]): string =>
  findings.map(({ path, line, message }) => `${path}:${line}: ${message}`).join('\n')

describe('the project keeps its rules', () => {
  it.each(Object.entries(CHECKS))('%s', (_, check) => {
    expect(report(project.flatMap(check))).toBe('')
  })

  it('mirror', () => {
    expect(report(mirror(paths))).toBe('')
  })

  it('staleExceptions', () => {
    expect(report(staleExceptions(paths))).toBe('')
  })
})

/** Built from parts, since this file is checked as well. */
const machinePath = ['', 'tmp', 'x'].join('/')
const mirrorHost = ['registry', 'https://npm.example/'].join('=')
const leftover = ['// TO', 'DO later'].join('')

describe('each rule finds a bad example', () => {
  it.each<[rule: string, path: string, text: string]>([
    ['floors', 'src/kernel/a.ts', "import { x } from '../config/b.ts'"],
    ['floors', 'src/proxy/route/a.ts', "import type { X } from '../../service/b.ts'"],
    ['floors', 'src/proxy/a.ts', "import { x } from '../config/b.ts'"],
    ['floors', 'src/traffic/a.ts', "export { x } from '../compile/b.ts'"],
    ['floors', 'src/dataplane/a.ts', "const x = await import('../proxy/b.ts')"],
    ['floors', 'src/routing/a.ts', "import { x } from '../engine/b.ts'"],
    ['floors', 'src/report/a.ts', "import { x } from '../experiment/b.ts'"],
    ['floors', 'src/engine/a.ts', "import x from '../../package.json'"],
    ['floors', 'src/plumbing/a.ts', ''],
    ['nodeModules', 'src/engine/a.ts', "import { readFileSync } from 'node:fs'"],
    ['importEndings', 'src/engine/a.ts', "import { x } from './b'"],
    ['barrels', 'src/engine/index.ts', ''],
    ['barrels', 'src/engine/a.ts', "export * from './b.ts'"],
    ['chance', 'src/engine/a.ts', 'const x = Math.random()'],
    ['clocks', 'src/engine/a.ts', 'const x = Date.now()'],
    ['clocks', 'src/engine/a.ts', 'const x = new Date()'],
    ['clocks', 'src/engine/a.ts', 'const x = performance.now()'],
    ['clocks', 'src/engine/a.ts', 'const x = process.hrtime.bigint()'],
    ['inexactMath', 'src/measure/a.ts', 'const x = Math.log(2)'],
    ['inexactMath', 'src/measure/a.ts', 'const f = Math.sin'],
    ['inexactMath', 'src/measure/a.ts', 'const x = y ** 0.5'],
    ['locales', 'src/report/a.ts', 'a.sort((x, y) => x.localeCompare(y))'],
    ['locales', 'src/report/a.ts', 'const f = new Intl.NumberFormat()'],
    ['printing', 'src/engine/a.ts', "console.log('x')"],
    ['nodeGlobals', 'src/report/a.ts', 'const x = process.env.COLUMNS'],
    ['nodeGlobals', 'src/report/a.ts', "const x = Buffer.from('')"],
    ['anyType', 'src/engine/a.ts', 'const x: any = 1'],
    ['anyType', 'test/engine/a.test.ts', 'const x = 1 as any'],
    ['inheritance', 'src/engine/a.ts', 'class A extends B {}'],
    ['defaultExports', 'src/engine/a.ts', 'export default 1'],
    ['defaultExports', 'src/engine/a.ts', 'export default function f() {}'],
    ['sizes', 'src/engine/a.ts', '\n'.repeat(251)],
    ['names', 'src/engine/utils.ts', ''],
    ['names', 'src/engine/helpers/a.ts', ''],
    ['names', 'test/engine/common.test.ts', ''],
    ['machineTraces', 'README.md', `see ${machinePath}`],
    ['machineTraces', '.npmrc', mirrorHost],
    ['leftovers', 'src/engine/a.ts', leftover],
    ['switchedOff', 'test/engine/a.test.ts', "it.skip('x', () => {})"],
    ['switchedOff', 'test/engine/a.test.ts', "describe.only('x', () => {})"],
    ['switchedOff', 'test/engine/a.test.ts', "it.concurrent.skip.each([])('x', () => {})"],
    ['flaky', 'test/engine/a.test.ts', 'const x = Math.random()'],
    ['policySources', 'src/proxy/balance/a.ts', '/** RANDOM (Envoy RandomLoadBalancer). */'],
    ['policySources', 'src/proxy/balance/a.ts', '/** RANDOM.\n * Known differences from Envoy: none.\n */'],
    [
      'policySources',
      'src/proxy/balance/a.ts',
      '/** Known differences from Envoy: */\n/** Envoy RandomLoadBalancer */',
    ],
    ['policySources', 'src/proxy/a.ts', '// Envoy RandomLoadBalancer. Known differences from Envoy: none.'],
  ])('%s: %s: %s', (rule, path, text) => {
    expect(CHECKS[rule]({ path, text })).toHaveLength(1)
  })

  it('mirror', () => {
    expect(mirror(['src/a/b.ts', 'test/a/c.test.ts'])).toHaveLength(1)
  })

  it('staleExceptions', () => {
    expect(staleExceptions(paths.filter(path => path !== 'src/proxy/pool/rows.ts'))).toHaveLength(1)
  })
})

describe('no rule finds fault with a good example', () => {
  it.each<[path: string, text: string]>([
    ['src/engine/a.ts', "import { x } from '../proxy/b.ts'\nimport { y } from './c.ts'"],
    ['src/service/a.ts', "import type { X } from '../dataplane/b.ts'\nexport const y = Math.sqrt(2) + 2 ** 7"],
    ['src/proxy/a.ts', '/**\n * RANDOM (Envoy RandomLoadBalancer).\n * Known differences from Envoy: none.\n */'],
    ['src/proxy/a.ts', '/** Path (source/common/http/path_utility.cc).\n * Known differences from Envoy: no `#`.\n */'],
    ['src/proxy/pool/rows.ts', 'export const ROWS = 1'],
    ['src/cli/a.ts', "import { readFileSync } from 'node:fs'\nconsole.log(Date.now(), process.argv)"],
    ['src/config/load-files.ts', "import { readFileSync } from 'node:fs'"],
    ['src/config/a.ts', "const at = new Date('2024-01-01T00:00:00Z')"],
    ['src/kernel/assert.ts', 'export class InternalFault extends Error {}'],
    ['src/kernel/fdlibm.ts', 'const x = Math.log(2) // Math.random() in a comment'],
    [
      'src/dataplane/a.ts',
      "export interface A extends B { any: 'any' }\nconst text = 'Math.random() it.skip console.log'",
    ],
    ['src/index.ts', "export { simulate } from './engine/simulate.ts'"],
    ['src/config/istio.gen.ts', `${'\n'.repeat(999)}`],
    ['vitest.config.ts', 'export default {}'],
    ['test/engine/a.test.ts', "it('x', () => {})\nit.each([1])('y', () => {})"],
    ['docs/a.md', 'http://host/work/order and src/tmp/x and ./home/y'],
  ])('%s: %s', (path, text) => {
    const file = { path, text }
    expect(report(Object.values(CHECKS).flatMap(check => check(file)))).toBe('')
  })

  it('mirror', () => {
    const sources = ['src/a/b.ts', 'src/a/d/e.ts', 'src/a/f.gen.ts']
    const good = ['test/a/b.test.ts', 'test/a/b.faults.test.ts', 'test/a/d.test.ts', 'test/a/f.test.ts']
    expect(mirror([...sources, ...good, 'test/oracle/x.test.ts', 'test/tidy.test.ts', 'test/a/data.ts'])).toEqual([])
  })
})
