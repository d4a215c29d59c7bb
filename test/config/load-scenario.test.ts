import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadQuickScenario, loadScenario } from '../../src/config/load-scenario.ts'

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ name: http, port: 80 }] }\n'
const SCENARIO = `kind: Scenario
duration: 1m
mesh: { files: [mesh/, ../shared/*.yaml] }
workloads: { web: { time: { histogram: h.csv } } }
traffic: { a: { to: http://web/, arrivals: { trace: logs/t.csv } } }
timeline: [{ at: 1s, apply: later }]
`

let cwd = ''
const write = (path: string, content: string | Uint8Array) => {
  mkdirSync(join(cwd, path, '..'), { recursive: true })
  writeFileSync(join(cwd, path), content)
}
const places = (path: string) =>
  loadScenario(path, { cwd }).diagnostics.map(
    ({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`,
  )

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'scenario-'))
  write('canary/scenario.yaml', SCENARIO)
  write('canary/mesh/web.yaml', SERVICE)
  write('shared/api.yaml', SERVICE.replace('web', 'api'))
  write('canary/h.csv', 'ms,count\n5,1\n')
  write('canary/logs/t.csv', 't,method,url\n1,GET,/\n')
  write('canary/later/a.yaml', SERVICE)
  write('canary/later/b.yaml', SERVICE.replace('web', 'new'))
})

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('a scenario with its files', () => {
  test('everything is relative to the folder of the scenario, which names it', () => {
    const { scenario, diagnostics } = loadScenario('canary/scenario.yaml', { cwd, seed: 9 })
    expect(diagnostics).toEqual([])
    expect(scenario).toMatchObject({ id: 'canary', title: 'canary', file: 'scenario.yaml', seed: 9 })
    expect(scenario?.mesh.resources.map(({ name, place }) => [name, place.file])).toEqual([
      ['web', 'mesh/web.yaml'],
      ['api', '../shared/api.yaml'],
    ])
    expect(scenario?.workloads[0].behaviour.time?.kind).toBe('histogram')
    expect(scenario?.traffic[0].shape).toMatchObject({ requests: [{ atNs: 1e9, url: 'http://web/' }] })
    expect(scenario?.timeline[0].action).toMatchObject({ resources: [{ name: 'web' }, { name: 'new' }] })
  })

  test('the result does not depend on where the command is run', () => {
    expect(loadScenario('scenario.yaml', { cwd: join(cwd, 'canary') })).toEqual(loadScenario('canary', { cwd }))
  })

  test('places of problems can be opened from the working directory', () => {
    write('broken/scenario.yaml', SCENARIO.replace('1m', '1'))
    write('broken/mesh/web.yaml', SERVICE.replace('Service', 'Servic'))
    write('broken/h.csv', 'x\n')
    write('broken/logs/t.csv', 't,method,url\nx\n')
    expect(places('broken').sort()).toEqual([
      'MS2002 broken/mesh/web.yaml:2:7',
      'MS3004 broken/scenario.yaml:2:11',
      'MS3012 broken/scenario.yaml:6:29',
      'MS3030 broken/logs/t.csv:2:1',
      'MS3031 broken/h.csv:1:1',
    ])
  })

  test('--set is told as typed', () => {
    const [problem] = loadScenario('canary', { cwd, set: ['duration=5'] }).diagnostics
    expect(problem.place).toEqual({ file: '--set duration', line: 1, column: 1 })
  })

  test('a mesh from standard input is read once', () => {
    write(
      'piped/scenario.yaml',
      SCENARIO.split('\n')
        .slice(0, 2)
        .concat('mesh: { files: "-" }', 'traffic: { a: { to: http://web/, rate: 1/s } }')
        .join('\n'),
    )
    let reads = 0
    const stdin = () => {
      reads++
      return new TextEncoder().encode(SERVICE)
    }
    const { scenario, diagnostics } = loadScenario('piped', { cwd, stdin })
    expect(diagnostics).toEqual([])
    expect(scenario?.mesh.resources.map(({ name }) => name)).toEqual(['web'])
    expect(reads).toBe(1)
  })
})

describe('a file that is no scenario', () => {
  test.each([
    ['missing', 'no/such.yaml', undefined, 'MS1001 no/such.yaml:0:0'],
    ['empty', 'empty/s.yaml', '', 'MS3041 empty/s.yaml:1:1'],
    ['binary', 'binary/s.yaml', new Uint8Array([0x89, 0x50, 0, 0xff, 0xfe]), 'MS1003 binary/s.yaml:1:1'],
    ['with a tab', 'tab/s.yaml', 'duration: 1m\nmesh:\n\tfiles: a\n', 'MS1103 tab/s.yaml:3:1'],
    ['with an unclosed quote', 'quote/s.yaml', 'name: "a\nduration: 1m\n', 'MS1102 quote/s.yaml:1:7'],
  ])('%s', (_, path, content, expected) => {
    if (content !== undefined) write(path, content)
    expect(places(path)).toEqual([expected])
  })

  test('a folder without one: how to run over the manifests in it', () => {
    write('manifests/a.yaml', SERVICE)
    const [problem, ...more] = loadScenario('manifests', { cwd }).diagnostics
    expect(more).toEqual([])
    expect(problem).toMatchObject({ code: 'MS1001', place: { file: 'manifests/scenario.yaml' } })
    expect(problem.help).toContain('meshsim run -f')
    write('misnamed/scenario.yml', '')
    expect(loadScenario('misnamed', { cwd }).diagnostics[0].help).toBe('did you mean misnamed/scenario.yml?')
  })

  test('nested too deeply, or a bomb of aliases', () => {
    write('deep/s.yaml', `name: ${'['.repeat(5000)}`)
    write('bomb/s.yaml', bomb())
    expect(places('deep/s.yaml')).toEqual([expect.stringContaining('MS1105 deep/s.yaml:1:')])
    expect(places('bomb/s.yaml')[0]).toContain('MS1106 bomb/s.yaml:')
  })
})

/** Nine levels of nine aliases each: 9^9 values if they were written out. */
function bomb(): string {
  const levels = ['a0: &a0 [x]']
  for (let level = 1; level <= 9; level++) levels.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`)
  return levels.join('\n')
}

describe('the quick form', () => {
  test('reads its mesh files relative to the working directory', () => {
    const { scenario, diagnostics } = loadQuickScenario({ files: ['canary/mesh', 'shared'], to: 'http://web/', cwd })
    expect(diagnostics).toEqual([])
    expect(scenario?.id).toBe('quick')
    expect(scenario?.mesh.resources.map(({ place }) => place.file)).toEqual(['canary/mesh/web.yaml', 'shared/api.yaml'])
  })

  test('a mesh file that is missing stands at its flag', () => {
    const [problem] = loadQuickScenario({ files: ['canary/mash'], to: 'http://web/', cwd }).diagnostics
    expect(problem).toMatchObject({ code: 'MS3012', place: { file: '-f' } })
  })
})
