import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { ruleFor, servers, traceOf } from './meshes.ts'
import { ending, observe } from './records-of.ts'

/** One request to `front`, which takes 1 ms itself and then makes its calls. */
async function answered(calls: string, workloads: string, ...more: string[]) {
  const { records } = await observe({
    mesh: documents(servers(1, 'front', 'a', 'b'), ...more),
    scenario: `
duration: 2s
workloads:
  front: { time: 1ms, calls: ${calls} }
${workloads}
traffic: { load: { to: http://front/, arrivals: { trace: t.csv } } }
`,
    files: { 't.csv': traceOf('http://front/', 0) },
  })
  const front = records.filter(({ hop }) => hop === 0)
  return { front: front.map(ending), calls: records.filter(({ hop }) => hop !== 0) }
}
const TWO = `
  a: { time: 10ms }
  b: { time: 30ms }`

describe('call graph of a workload', () => {
  it('one after the other: times add up', async () => {
    expect((await answered('[a, b]', TWO)).front).toEqual(['41ms 200 - ok'])
  })

  it('side by side: the slowest counts', async () => {
    expect((await answered('[[a, b]]', TWO)).front).toEqual(['31ms 200 - ok'])
  })

  it('steps of both kinds', async () => {
    expect((await answered('[b, [a, b]]', TWO)).front).toEqual(['61ms 200 - ok'])
  })

  it('a failed call fails the visit with 500, and later steps are not made', async () => {
    const { front, calls } = await answered('[a, b]', '  a: { time: 10ms, errors: { 503: 100% } }')
    expect(front).toEqual(['11ms 500 - error'])
    expect(calls.map(({ to }) => to)).toEqual(['default/a'])
  })

  it('side by side, the others are waited for', async () => {
    const { front } = await answered('[[a, b]]', '  a: { time: 10ms, errors: { 503: 100% } }\n  b: { time: 30ms }')
    expect(front).toEqual(['31ms 500 - error'])
  })

  it('on-error degrade: 200, degraded, and the visit goes on', async () => {
    const { front, calls } = await answered(
      '[{ to: a, on-error: degrade }, b]',
      '  a: { time: 10ms, errors: { 503: 100% } }\n  b: { time: 30ms }',
    )
    expect(front).toEqual(['41ms 200 - degraded'])
    expect(calls.map(({ to, outcome }) => `${to} ${outcome}`)).toEqual(['default/a error', 'default/b ok'])
  })

  it('an answer of 4xx is an answer', async () => {
    const { front } = await answered('[a]', '  a: { time: 10ms, errors: { 404: 100% } }')
    expect(front).toEqual(['11ms 200 - ok'])
  })

  it('tries of the application are hops of their own, each with a timeout of its own', async () => {
    const { front, calls } = await answered('[{ to: a, tries: 3, timeout: 20ms }]', '  a: { time: 50ms }')
    expect(calls.map(ending)).toEqual(Array(3).fill('20ms 0 DC timeout'))
    expect(new Set(calls.map(({ hop }) => hop)).size).toBe(3)
    expect(front).toEqual(['61ms 500 - error'])
  })

  it('degraded passes on through those that called', async () => {
    const { front } = await answered(
      '[a]',
      '  a: { time: 10ms, calls: [{ to: b, on-error: degrade }] }\n  b: { time: 1ms, errors: { 500: 100% } }',
    )
    expect(front).toEqual(['12ms 200 - degraded'])
  })

  it('the worker is held while its calls are out', async () => {
    const { records } = await observe({
      mesh: servers(1, 'front', 'a'),
      scenario: `
duration: 1s
workloads:
  front: { time: 1ms, concurrency: 1, calls: [a] }
  a: { time: 10ms, concurrency: 10 }
traffic: { load: { to: http://front/, arrivals: { trace: t.csv } } }
`,
      files: { 't.csv': traceOf('http://front/', 0, 0) },
    })
    expect(records.filter(({ hop }) => hop === 0).map(ending)).toEqual(['11ms 200 - ok', '22ms 200 - ok'])
  })

  it("the caller's proxy retries on its own, unseen by the application", async () => {
    const retries = { attempts: 2, retryOn: '5xx', perTryTimeout: '0.005s' }
    const { front, calls } = await answered('[{ to: a, tries: 1 }]', '  a: { time: 10ms }', ruleFor('a', { retries }))
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    expect(new Set(calls.map(({ hop }) => hop)).size).toBe(1)
    expect(calls[2]).toMatchObject({ status: 504, outcome: 'timeout' })
    expect(front[0]).toMatch(/500 - error$/)
  })
})

describe('headers that a workload passes on', () => {
  const route = (host: string) => [{ destination: { host } }]
  const jasonOnly = ruleFor('b', { match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: route('special') })

  async function reachedBy(front: string, middle: string) {
    const { records } = await observe({
      mesh: documents(servers(1, 'front', 'a', 'b', 'special'), jasonOnly),
      scenario: `
duration: 1s
workloads:
  front: { time: 1ms, calls: [a]${front} }
  a: { time: 1ms, calls: [b]${middle} }
traffic: { load: { to: http://front/, arrivals: { trace: t.csv } } }
`,
      files: { 't.csv': 't,method,url,end-user\n0,GET,http://front/,jason' },
    })
    const [last] = records.filter(({ proxy }) => proxy === 'a-0')
    return `${last.workload} ${last.status}`
  }
  const passes = ', forward-headers: [end-user]'

  it('decide about routes two hops further down', async () => {
    expect(await reachedBy(passes, passes)).toBe('default/special 200')
  })

  it('are lost where one on the way does not pass them on, as by default', async () => {
    expect(await reachedBy('', '')).toBe(' 404')
    expect(await reachedBy(passes, '')).toBe(' 404')
    expect(await reachedBy('', passes)).toBe(' 404')
  })
})

it('several errors of one workload have a share each', async () => {
  const { records } = await observe({
    mesh: servers(1, 'server'),
    scenario: `
duration: 10s
workloads: { server: { time: 1ms, errors: { "500": 50%, "503": 50% } } }
traffic: { load: { to: http://server/, rate: 100/s, arrivals: even } }
`,
  })
  const share = (status: number) => records.filter(record => record.status === status).length / records.length
  expect(share(500) + share(503)).toBe(1)
  // Half of a thousand; the standard error is 1.6 %, five of them 8 %.
  expect(Math.abs(share(500) - 0.5)).toBeLessThan(0.08)
})
