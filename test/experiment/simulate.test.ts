import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/experiment/input.ts'
import { checkScenario, type Progress, simulate } from '../../src/experiment/simulate.ts'
import { documents } from '../compile/istio/mesh-of.ts'
import { ruleFor, servers, traceOf } from '../engine/meshes.ts'
import { type ScenarioParts, scenarioOf } from '../engine/scenario-of.ts'

const SCENARIO = `
duration: 10s
warmup: 1s
workloads: { server: { time: exp(5ms), concurrency: 2, errors: { 500: 1% } } }
traffic: { load: { to: http://server/, rate: 200/s } }
timeline:
  - { at: 4s, mark: slower, slow: server, by: x2, for: 2s }
  - { at: 8s, mark: end }
assert:
  errors: [rate < 5%]
  latency: [p99 < 1ms, { p50 < 1s: during slower }]
`
const parts: ScenarioParts = { mesh: servers(2, 'server'), scenario: SCENARIO }

describe('a run from beginning to end', () => {
  it('is the same to the last byte when it is run again', async () => {
    const first = JSON.stringify(await simulate(scenarioOf(parts)))
    expect(JSON.stringify(await simulate(scenarioOf(parts)))).toBe(first)
    expect(JSON.stringify(await simulate(scenarioOf(parts), { onProgress: () => {}, onRecord: () => {} }))).toBe(first)
  })

  it('is another with another seed', async () => {
    const [one, two] = await Promise.all([1, 2].map(seed => simulate(scenarioOf({ ...parts, seed }))))
    expect(one.digest).toMatch(/^[0-9a-f]{16}$/)
    expect(two.digest).not.toBe(one.digest)
    expect([one.seed, two.seed]).toEqual([1, 2])
  })

  it('two runs at a time do not touch each other', async () => {
    const alone = await simulate(scenarioOf(parts))
    const together = await Promise.all(
      [1, 2].map(seed => simulate(scenarioOf({ ...parts, seed }), { onProgress: () => {} })),
    )
    expect(together[0].digest).toBe(alone.digest)
  })

  it('answers every request or says that it is in flight', async () => {
    const { requests, hops } = await simulate(scenarioOf({ ...parts, set: ['warmup=0s'] }))
    expect(requests.born).toBe(requests.answered + requests.inFlight)
    const whole = hops.filter(({ window, at }) => window === 'whole run' && at === 'client')
    expect(whole.reduce((sum, row) => sum + row.requests, 0)).toBe(requests.answered)
  })

  it('measures what it names: windows after marks, without the warm-up', async () => {
    const { windows, warmupNs, durationNs, complete, endedNs } = await simulate(scenarioOf(parts))
    expect(windows).toEqual([
      { name: 'whole run', fromNs: 1e9, toNs: 10e9 },
      { name: 'before slower', fromNs: 1e9, toNs: 4e9 },
      { name: 'slower', fromNs: 4e9, toNs: 8e9 },
      { name: 'end', fromNs: 8e9, toNs: 10e9 },
    ])
    expect({ warmupNs, durationNs, complete, endedNs }).toEqual({
      warmupNs: 1e9,
      durationNs: 10e9,
      complete: true,
      endedNs: 10e9,
    })
  })

  it('holds the assertions against it, in the order of the file', async () => {
    const { assertions, passed } = await simulate(scenarioOf(parts))
    expect(
      assertions.map(({ selector, condition, window, passed }) => ({ selector, condition, window, passed })),
    ).toEqual([
      { selector: 'errors', condition: 'rate < 5%', window: undefined, passed: true },
      { selector: 'latency', condition: 'p99 < 1ms', window: undefined, passed: false },
      { selector: 'latency', condition: 'p50 < 1s', window: 'slower', passed: true },
    ])
    expect(passed).toBe(false)
  })

  it('an assertion without a sample fails and says so', async () => {
    const scenario = SCENARIO.replace('errors: [rate < 5%]', 'latency{code=404}: [p50 < 1s]')
    const { assertions } = await simulate(scenarioOf({ ...parts, scenario }))
    expect(assertions[0]).toMatchObject({ passed: false, note: expect.stringContaining('no sample') })
    expect(assertions[0].observed).toBeUndefined()
  })
})

describe('somebody watches', () => {
  it('is told how far it has come, to the end, without going back', async () => {
    const seen: Progress[] = []
    const { requests } = await simulate(scenarioOf(parts), { onProgress: progress => void seen.push(progress) })
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.at(-1)).toEqual({ nowNs: 10e9, durationNs: 10e9, born: requests.born, answered: requests.answered })
    for (let i = 1; i < seen.length; i++) {
      expect(seen[i].nowNs).toBeGreaterThan(seen[i - 1].nowNs)
      expect(seen[i].born).toBeGreaterThanOrEqual(seen[i - 1].born)
    }
  })

  it('may stop it: the result holds what was simulated until then', async () => {
    const stop = new AbortController()
    const result = await simulate(scenarioOf(parts), {
      signal: stop.signal,
      onProgress: ({ nowNs }) => void (nowNs >= 5e9 && stop.abort()),
    })
    expect(result).toMatchObject({ complete: false, endedNs: 5e9 })
    expect(result.requests.born).toBe(result.requests.answered + result.requests.inFlight)
    expect(result.requests.born).toBeGreaterThan(0)
  })

  it('hears of every attempt when it ends', async () => {
    const files = { 't.csv': traceOf('http://server/', 0, 1000, 2000) }
    const scenario = `
duration: 3s
workloads: { server: { time: 10ms } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
`
    const heard: number[] = []
    const run = scenarioOf({ mesh: servers(1, 'server'), scenario, files })
    await simulate(run, { onRecord: ({ endNs }) => void heard.push(endNs / 1e6) })
    expect(heard).toEqual([10, 1010, 2010])
  })
})

describe('a scenario that does not fit its mesh', () => {
  const load = (to: string, more = '') => `
duration: 1s
traffic: { load: { to: ${to}, rate: 1/s${more} } }
`
  const codesOf = (scenario: string) => {
    const found = checkScenario(scenarioOf({ mesh: servers(1, 'server'), scenario }))
    return found.filter(({ level }) => level === 'error').map(({ code, place }) => `${code} ${place.file}`)
  }

  it('has no faults when it fits', () => {
    expect(codesOf(load('http://server/'))).toEqual([])
  })

  it('names that nobody defines are found before anything runs', async () => {
    expect(codesOf(load('http://server/', ', from: nobody'))).toEqual(['MS3050 scenario.yaml'])
    expect(codesOf(`${load('http://server/')}workloads: { sever: { time: 1ms } }\n`)).toHaveLength(1)
    expect(codesOf(`${load('http://server/')}workloads: { server: { calls: [nowhere] } }\n`)).toHaveLength(1)
    expect(codesOf(`${load('http://server/')}timeline: [{ at: 0s, kill: sever }]\n`)).toHaveLength(1)
  })

  it('traffic to a name that only a Service can have needs one; any other name may lie outside', () => {
    const all = (to: string, more = '') =>
      checkScenario(scenarioOf({ mesh: servers(1, 'server'), scenario: load(to, more) }))
    expect(all('http://sever/')).toMatchObject([{ code: 'MS3050', help: 'did you mean server?', endColumn: 37 }])
    expect(all('http://sever.default.svc.cluster.local/')).toHaveLength(1)
    expect(all('http://sever/', ', from: server')).toHaveLength(1)
    expect(codesOf(load('http://server.default.svc/'))).toEqual([])
    expect(codesOf(load('http://sever.example/'))).toEqual([])
    expect(codesOf(load('"http://[2001:db8::1]:8080/"'))).toEqual([])
  })

  it('a Service or VirtualService that the timeline applies is one', () => {
    const later = (kind: string, spec: string) => `
apiVersion: ${kind === 'Service' ? 'v1' : 'networking.istio.io/v1'}
kind: ${kind}
metadata: { name: later }
spec: ${spec}
`
    const withFile = (text: string) =>
      checkScenario(
        scenarioOf({
          mesh: servers(1, 'server'),
          scenario: `${load('http://later/')}timeline: [{ at: 0s, apply: later.yaml }]\n`,
          files: { 'later.yaml': text },
        }),
      ).filter(({ code }) => code === 'MS3050')
    expect(withFile(later('Service', '{ ports: [{ name: http, port: 80 }] }'))).toEqual([])
    expect(
      withFile(later('VirtualService', '{ hosts: [later], http: [{ directResponse: { status: 200 } }] }')),
    ).toEqual([])
    expect(
      withFile(later('VirtualService', '{ hosts: [other], http: [{ directResponse: { status: 200 } }] }')),
    ).toHaveLength(1)
  })

  it('labels that name nobody: no request would ever make such a count other than 0', () => {
    const found = (labels: string, more = '') =>
      codesOf(`${load('http://server/')}assert: { "errors{${labels}}": [count == 0] }\n${more}`)
    const right = [
      'at=client',
      'at=gateway',
      'at=server',
      'to=default/server',
      'service=server',
      'workload=server',
      'source=load',
      'zone=zone-1',
      'zone=region-1/zone-1',
      'pod=server-0',
      'pod=default/server-0',
      // There once it is scaled.
      'pod=server-7',
    ]
    expect(right.flatMap(labels => found(labels))).toEqual([])
    expect(found('to=pay.example, workload=192.0.2.1')).toEqual([])
    const names = ['at=gatway', 'to=sever', 'service=other/server', 'workload=sever', 'source=lode']
    const pods = ['zone=zone-2', 'zone=region-1', 'pod=sever-0', 'pod=server', 'version=v1']
    for (const labels of [...names, ...pods]) expect(found(labels), labels).toEqual(['MS3050 scenario.yaml'])
    expect(found('at=client', 'until: { metric: "p99{at=clint}", within: 2% }\n')).toEqual(['MS3050 scenario.yaml'])
  })

  it('is not run', async () => {
    const scenario = scenarioOf({ mesh: servers(1, 'server'), scenario: load('http://server/', ', from: nobody') })
    const problem = await simulate(scenario).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(InputError)
    expect((problem as InputError).diagnostics.map(({ code }) => code)).toEqual(['MS3050'])
    expect((problem as InputError).message).toMatch(/^scenario\.yaml:\d+:\d+ MS3050: .*nobody/)
  })
})

describe('what the files say and do not say', () => {
  it('is counted and listed', async () => {
    const mesh = documents(
      servers(2, 'server'),
      ruleFor('server', { route: [{ destination: { host: 'server', subset: 'v9' } }] }),
      '{ apiVersion: v1, kind: ConfigMap, metadata: { name: settings }, data: {} }',
    )
    const scenario = 'duration: 1s\ntraffic: { load: { to: http://server/, rate: 1/s } }\n'
    const { mesh: summary } = await simulate(scenarioOf({ mesh, scenario }))
    expect(summary).toMatchObject({ files: 1, resources: 4, workloads: 2, pods: 3, zones: 1 })
    expect(summary.modelled).toBe(summary.resources - new Set(summary.notModelled.map(({ place }) => place.line)).size)
    expect(summary.assumed.some(sentence => sentence.startsWith('default/client'))).toBe(true)
    expect(
      summary.assumed.some(sentence => sentence.includes('server') && sentence.includes('default behaviour')),
    ).toBe(true)
  })
})
