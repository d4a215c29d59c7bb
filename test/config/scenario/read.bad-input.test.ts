import { describe, expect, test } from 'vitest'
import { readScenario } from '../../../src/config/scenario/read.ts'
import { standInFiles, WORKED_EXAMPLE } from './worked-example.ts'

const problems = (text: string, texts = {}) =>
  readScenario(text, 's.yaml', { files: standInFiles(texts), id: 'x' }).diagnostics
const brief = (text: string, texts = {}) =>
  problems(text, texts).map(({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`)

/** A scenario of five lines; the change stands in line 6. */
const LEAST = `kind: Scenario
duration: 1m
mesh:
  files: [mesh.yaml]
traffic: { a: { to: http://shop.example/, rate: 5/s } }
`

test('what the cases below change is right by itself', () => expect(problems(LEAST)).toEqual([]))

describe('one more line, and what is wrong with it', () => {
  test.each([
    ['an unknown key', 'warmpu: 10s', 'MS3001 s.yaml:6:1', 'warmup'],
    ['a duration without unit', 'warmup: 10', 'MS3004 s.yaml:6:9', '10s'],
    ['a service time without unit', 'workloads: { web: { time: 5 } }', 'MS3004 s.yaml:6:27', '5ms'],
    ['an unknown unit', 'warmup: 10sec', 'MS3005 s.yaml:6:9', '10s'],
    ['a sexagesimal number', 'warmup: 0:30', 'MS3006 s.yaml:6:9', '12m30s'],
    ['a seed that is text', 'seed: many', 'MS3003 s.yaml:6:7', '0 or more'],
    ['a negative seed', 'seed: -1', 'MS3007 s.yaml:6:7', '0 or more'],
    ['a warm-up as long as the run', 'warmup: 60s', 'MS3011 s.yaml:6:9', 'shorter'],
    ['a list where a mapping belongs', 'network: [1ms]', 'MS3003 s.yaml:6:10', ''],
    ['an unknown distribution', 'network: { sidecar: pareto(1ms) }', 'MS3008 s.yaml:6:21', 'lognormal'],
    ['a percentage without its sign', 'network: { jitter: 0.1 }', 'MS3004 s.yaml:6:20', '0.1%'],
    ['a zone twice', 'topology: { zones: [a, region-1/a] }', 'MS3015 s.yaml:6:24', ''],
    [
      'pods for too many zones',
      'topology: { zones: [a, b], spread: { web: [1, 1, 1] } }',
      'MS3015 s.yaml:6:43',
      'each zone',
    ],
    ['negative pods', 'topology: { replicas: { web: -1 } }', 'MS3007 s.yaml:6:30', '0 or more'],
    ['an error that is none', 'workloads: { web: { errors: { 200: 1% } } }', 'MS3007 s.yaml:6:31', '400 to 599'],
    ['errors above 100%', 'workloads: { web: { errors: { 500: 60%, 503: 60% } } }', 'MS3007 s.yaml:6:29', ''],
    [
      'an unknown reaction',
      'workloads: { web: { calls: [{ to: b, on-error: degrad }] } }',
      'MS3008 s.yaml:6:48',
      'degrade',
    ],
    ['a missing histogram', 'workloads: { web: { time: { histogram: no.csv } } }', 'MS3012 s.yaml:6:40', 'relative'],
    ['a time beyond the duration', 'timeline: [{ at: 61s, mark: m }]', 'MS3011 s.yaml:6:18', 'duration'],
    ['an end beyond the duration', 'timeline: [{ at: 50s, slow: web, by: x2, for: 11s }]', 'MS3011 s.yaml:6:47', 'for'],
    ['two verbs', 'timeline: [{ at: 1s, kill: web, drain: web }]', 'MS3013 s.yaml:6:33', 'two entries'],
    ['no verb', 'timeline: [{ at: 1s }]', 'MS3013 s.yaml:6:12', 'fail-zone'],
    ['a verb that does not exist', 'timeline: [{ at: 1s, mark: m, kil: web }]', 'MS3001 s.yaml:6:31', 'kill'],
    ['slow without by', 'timeline: [{ at: 1s, slow: web }]', 'MS3002 s.yaml:6:22', 'x3'],
    ['by without slow', 'timeline: [{ at: 1s, kill: web, by: x2 }]', 'MS3015 s.yaml:6:33', 'slow'],
    ['a cluster with kill', 'timeline: [{ at: 1s, kill: web, cluster: west }]', 'MS3015 s.yaml:6:33', 'apply'],
    ['for with scale', 'timeline: [{ at: 1s, scale: { web: 2 }, for: 1s }]', 'MS3015 s.yaml:6:41', 'add an entry'],
    ['a mark twice', 'timeline: [{ at: 1s, mark: m }, { at: 2s, mark: m }]', 'MS3014 s.yaml:6:49', ''],
    ['a mark with a space', 'timeline: [{ at: 1s, mark: zone loss }]', 'MS3006 s.yaml:6:28', 'canary-10'],
    [
      'a weight that is not a number',
      'timeline: [{ at: 1s, shift: { a: { v1: most } } }]',
      'MS3016 s.yaml:6:40',
      '90%',
    ],
    ['apply of a missing file', 'timeline: [{ at: 1s, apply: missing.yaml }]', 'MS3012 s.yaml:6:29', 'relative'],
    ['an unknown metric', 'assert: { error: [rate < 1%] }', 'MS3020 s.yaml:6:11', 'errors'],
    ['an unknown label', 'assert:\n  errors{form=a}: [rate < 1%]', 'MS3021 s.yaml:7:3', 'source, at, to'],
    [
      'a label of single calls',
      'assert:\n  connections{flag=UO}: [count < 5]',
      'MS3021 s.yaml:7:3',
      'requests{flag=...}',
    ],
    ['a label that a metric lacks', 'assert:\n  queue{at=gateway}: [max < 5]', 'MS3021 s.yaml:7:3', 'pods'],
    ['a statistic that a metric lacks', 'assert: { errors: [p99 < 1%] }', 'MS3023 s.yaml:6:20', 'rate, count'],
    ['a statistic that is left out', 'assert: { latency: [in 1ms..2ms] }', 'MS3023 s.yaml:6:21', 'p0 to p100'],
    ['a share compared with a time', 'assert: { errors: [rate < 5ms] }', 'MS3024 s.yaml:6:20', '0.5%'],
    ['a latency without unit', 'assert: { latency: [p99 < 400] }', 'MS3004 s.yaml:6:21', '400ms'],
    ['a share without its sign', 'assert: { errors: [rate < 0.5] }', 'MS3004 s.yaml:6:20', '0.5%'],
    ['a condition without a value', 'assert: { errors: [rate <] }', 'MS3022 s.yaml:6:20', 'p99 < 400ms'],
    ['a condition that is a number', 'assert: { errors: [5] }', 'MS3003 s.yaml:6:20', 'rate < 0.5%'],
    ['no condition', 'assert: { errors: [] }', 'MS3003 s.yaml:6:19', ''],
    ['bounds in the wrong order', 'assert: { share: [in 11%..9%] }', 'MS3007 s.yaml:6:19', ''],
    [
      'a window of an unknown mark',
      'assert: { errors: [{ rate < 1%: during m }] }',
      'MS3025 s.yaml:6:33',
      'mark: NAME',
    ],
    ['a window without during', 'assert: { errors: [{ rate < 1%: m }] }', 'MS3022 s.yaml:6:33', 'during'],
    ['recovery of nothing', 'assert: { recovery: [time < 1s] }', 'MS3022 s.yaml:6:11', 'recovery{metric=p99'],
    ['seeds in the wrong order', 'repeat: { seeds: 5..1 }', 'MS3007 s.yaml:6:18', '1..5'],
    ['seeds that are none', 'repeat: { seeds: many }', 'MS3006 s.yaml:6:18', '1..10'],
    ['repeat without seeds', 'repeat: { pass: 1 }', 'MS3002 s.yaml:6:1', 'seeds'],
    ['more passes than runs', 'repeat: { seeds: 1..3, pass: 4 }', 'MS3007 s.yaml:6:9', 'at most'],
    ['until a word', 'until: settled', 'MS3003 s.yaml:6:8', ''],
    ['until an unknown figure', 'until: { metric: p999x, within: 2% }', 'MS3020 s.yaml:6:18', 'latency'],
    ['until nothing is left to doubt', 'until: { metric: p99, within: 0% }', 'MS3007 s.yaml:6:31', '2%'],
    ['until one run', 'until: { metric: p99, within: 2%, at-most: 1 }', 'MS3007 s.yaml:6:44', '2'],
    [
      'pass beside until',
      'repeat: { seeds: 1..3, pass: 2 }\nuntil: { metric: p99, within: 2% }',
      'MS3015 s.yaml:6:30',
      'leave pass out',
    ],
    ['sweep', 'sweep: {}', 'MS3009 s.yaml:6:1', 'meshsim sweep'],
    ['a key that is there already', 'duration: 2m', 'MS1104 s.yaml:6:1', ''],
    ['an unclosed bracket', 'topology: { zones: [a', 'MS1102 s.yaml:6:20', ''],
    ['a second document', '---\nkind: Scenario', 'MS3041 s.yaml:7:1', 'one scenario'],
  ])('%s', (_, line, expected, help) => {
    const found = problems(`${LEAST}${line}\n`)
    expect(brief(`${LEAST}${line}\n`)).toEqual([expected])
    expect(found[0].level).toBe('error')
    expect(found[0].help ?? '').toContain(help)
    expect(found[0].sourceLine).toBe(`${LEAST}${line}`.split('\n')[found[0].place.line - 1])
  })
})

describe('a line that is wrong', () => {
  test.each([
    ['no duration', 'duration: 1m\n', '', 'MS3002 s.yaml:1:1'],
    ['no files', '  files: [mesh.yaml]', '  istio: "1.30"', 'MS3002 s.yaml:3:1'],
    [
      'files beside clusters',
      '[mesh.yaml]',
      '[mesh.yaml]\n  clusters: { a: { files: mesh.yaml } }',
      'MS3015 s.yaml:5:3',
    ],
    ['a cluster without files', 'files: [mesh.yaml]', 'clusters: { a: { zones: [z] } }', 'MS3002 s.yaml:4:15'],
    [
      'zones beside clusters',
      'files: [mesh.yaml]',
      'clusters: { a: { files: mesh.yaml } }\ntopology: { zones: [z] }',
      'MS3015 s.yaml:5:13',
    ],
    ['an empty list of files', '[mesh.yaml]', '[]', 'MS3003 s.yaml:4:10'],
    ['a missing mesh file', '[mesh.yaml]', '[mesh.yaml, missing/]', 'MS3012 s.yaml:4:22'],
    ['an Istio release that YAML shortens', '[mesh.yaml]', '[mesh.yaml]\n  istio: 1.30', 'MS3010 s.yaml:5:10'],
    ['an Istio release without its defaults', '[mesh.yaml]', '[mesh.yaml]\n  istio: "1.23"', 'MS3010 s.yaml:5:10'],
    ['a kind of another file', 'kind: Scenario', 'kind: RouteTests', 'MS3008 s.yaml:1:7'],
    ['no time at all', 'duration: 1m', 'duration: 0s', 'MS3007 s.yaml:2:11'],
    ['a negative rate', '5/s', '-5/s', 'MS3007 s.yaml:5:49'],
    ['a rate without unit', '5/s', '5', 'MS3004 s.yaml:5:49'],
    ['no traffic', '{ a: { to: http://shop.example/, rate: 5/s } }', '{}', 'MS3002 s.yaml:5:10'],
    ['a source that says nothing', ', rate: 5/s', '', 'MS3002 s.yaml:5:12'],
    ['a source without target', 'to: http://shop.example/, ', '', 'MS3002 s.yaml:5:12'],
    ['a target that is none', 'http://shop.example/', 'ftp://shop.example/', 'MS3008 s.yaml:5:21'],
    ['rate and users', 'rate: 5/s', 'rate: 5/s, users: 2, think: 1s', 'MS3015 s.yaml:5:54'],
    ['users who do not think', 'rate: 5/s', 'users: 2', 'MS3002 s.yaml:5:12'],
    [
      'overlapping ramps',
      '5/s',
      '5/s, ramp: [{ over: 20s, to: 9/s }, { at: 10s, over: 5s, to: 5/s }]',
      'MS3015 s.yaml:5:85',
    ],
    ['a ramp beyond the end', '5/s', '5/s, ramp: [{ at: 50s, over: 20s, to: 9/s }]', 'MS3011 s.yaml:5:78'],
    ['a ramp to nowhere', '5/s', '5/s, ramp: [{ over: 20s }]', 'MS3002 s.yaml:5:61'],
    ['header weights that are no numbers', '5/s', '5/s, headers: { x: { a: lots, b: 1 } }', 'MS3016 s.yaml:5:73'],
    ['weights of 0', '5/s', '5/s, headers: { x: { a: 0, b: 0% } }', 'MS3007 s.yaml:5:68'],
    ['a path without /', '5/s', '5/s, paths: [a]', 'MS3006 s.yaml:5:62'],
    ['a missing trace', 'rate: 5/s', 'arrivals: { trace: no.log }', 'MS3012 s.yaml:5:62'],
  ])('%s', (_, wrong, right, expected) => {
    expect(LEAST).toContain(wrong)
    expect(brief(LEAST.replace(wrong, right))).toEqual([expected])
  })

  test('an unquoted release is shown as it should be written', () => {
    const [{ help }] = problems(LEAST.replace('[mesh.yaml]', '[mesh.yaml]\n  istio: 1.30'))
    expect(help).toBe('write istio: "1.30"; allowed: a quoted release from "1.24" to "1.32"')
  })
})

describe('files', () => {
  test.each(['', '# nothing here\n', '---\n'])('%j holds no scenario', text =>
    expect(brief(text)).toEqual(['MS3041 s.yaml:1:1']),
  )
  test('a manifest is none, which is one mistake and not one for each key', () => {
    const [problem, ...more] = problems('apiVersion: v1\nkind: Service\nmetadata: { name: a }\n')
    expect(more).toEqual([])
    expect(problem).toMatchObject({ code: 'MS3041', help: expect.stringContaining('run -f') })
  })
  test('a list is no scenario', () => expect(brief('- a\n')).toEqual(['MS3041 s.yaml:1:1']))

  test('bad lines of a trace are told at their places', () => {
    const trace = 't,method,url\n0,GET,/\nsoon,GET,/\n1,GET\n'
    const text = LEAST.replace('rate: 5/s', 'arrivals: { trace: t.csv }')
    expect(brief(text, { 't.csv': trace })).toEqual(['MS3030 t.csv:3:1', 'MS3030 t.csv:4:1'])
  })

  test('a resource that istiod would refuse is told in its file', () => {
    const files = {
      ...standInFiles(),
      manifests: () => ({
        files: [{ path: 'mesh.yaml', text: 'apiVersion: v1\nkind: Servic\nmetadata: { name: a }\n' }],
        diagnostics: [],
      }),
    }
    const { diagnostics, scenario } = readScenario(LEAST, 's.yaml', { files, id: 'x' })
    expect(scenario).toBeUndefined()
    expect(diagnostics.map(({ place }) => `${place.file}:${place.line}`)).toEqual(['mesh.yaml:2'])
  })
})

test('all problems of a file are told at once', () => {
  const text = WORKED_EXAMPLE.replace('warmup: 1m', 'warmup: 1')
    .replace('concurrency: 16', 'concurrency: none')
    .replace('rate: 400/s', 'rate: 400')
    .replace('at: 5m,', 'at: 50m,')
    .replace('p50 < 80ms', 'p50 < 80%')
    .replace('apply: networking/all-v1.yaml', 'apply: missing/all-v1.yaml')
  expect(
    problems(text)
      .map(({ code }) => code)
      .sort(),
  ).toEqual(['MS3003', 'MS3004', 'MS3004', 'MS3011', 'MS3012', 'MS3024'])
})

test('the same assertion in another spelling is told with the line of the first', () => {
  const text = `${LEAST}assert:\n  errors{at=gateway, code=503}: [rate < 1%]\n  errors{ code=503,at=gateway }: [rate < 2%]\n`
  expect(brief(text)).toEqual(['MS3026 s.yaml:8:3'])
  expect(problems(text)[0].message).toContain('line 7')
})

test('to quote a value is advice where a text is wanted, and nowhere else', () => {
  const helpOf = (line: string) => problems(`${LEAST}${line}\n`).map(({ help }) => help)
  expect(helpOf('name: 5')).toEqual(['quote it if text is meant'])
  expect(helpOf('topology: 5')).toEqual([undefined])
})

test('an apply of a mesh configuration that istiod refuses is told in the file that brings it', () => {
  const files = standInFiles()
  const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    localityLbSetting: { failover: [{ from: eu, to: eu/1 }] }
`
  const late = { files: [{ path: 'late.yaml', text }], diagnostics: [] }
  const manifests = (source: string) => (source === 'late.yaml' ? late : files.manifests(source))
  const scenario = `${LEAST}timeline: [{ at: 1s, apply: late.yaml }]\n`
  const { diagnostics } = readScenario(scenario, 's.yaml', { files: { ...files, manifests }, id: 'x' })
  // `    localityLbSetting: { failover: [{ from: eu, to: eu/1`
  expect(diagnostics.map(({ code, place }) => [code, place.file, place.line, place.column])).toEqual([
    ['MS2214', 'late.yaml', 6, 53],
  ])
})
