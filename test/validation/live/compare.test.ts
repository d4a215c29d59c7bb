import { describe, expect, it } from 'vitest'
import { compareLive } from '../../../src/validation/live/compare.ts'
import type { Observation, SeenRequest } from '../../../src/validation/live/observation.ts'

const PODS = new Map([
  ['a-0', { workload: 'a', zone: 'z1' }],
  ['b-0', { workload: 'b', zone: 'z2' }],
])
const seen = (pod: string, change: Partial<SeenRequest> = {}): SeenRequest => ({
  status: 200,
  flags: '-',
  attempts: 1,
  pod,
  latencyNs: 1,
  user: -1,
  ...change,
})
const observed = (requests: readonly SeenRequest[], change: Partial<Observation> = {}): Observation => ({
  requests,
  arrivals: new Map(),
  ejections: [],
  counters: new Map(),
  ...change,
})
const times = (count: number, request: SeenRequest) => Array.from({ length: count }, () => request)
const split = (a: number, b: number) => observed([...times(a, seen('a-0')), ...times(b, seen('b-0'))])

describe('exact', () => {
  const real = observed([seen('a-0'), seen('', { status: 503, flags: 'UO', attempts: 0 })])
  it.each(['answer', 'attempts', 'pod', 'workload', 'zone', 'answer by request', 'pod by request'])('%s', quantity => {
    const same = compareLive({ exact: [quantity], shares: [] }, real, [real], PODS)
    expect(same.length).toBeGreaterThan(0)
    expect(same.every(({ agrees }) => agrees)).toBe(true)
    const other = observed([seen('b-0', { status: 500, attempts: 2 }), seen('b-0', { status: 500, attempts: 3 })])
    const facts = compareLive({ exact: [quantity], shares: [] }, real, [other], PODS)
    expect(facts.some(({ agrees }) => agrees)).toBe(false)
  })

  it('a count that only one side has', () => {
    const facts = compareLive({ exact: ['answer'], shares: [] }, real, [observed([seen('a-0')])], PODS)
    expect(facts).toContainEqual(
      expect.objectContaining({ quantity: 'answer: 503 UO', envoy: '1', meshsim: '0', agrees: false }),
    )
  })

  it('gRPC answers go by their grpc-status, OK by the HTTP status', () => {
    const grpc = (grpcStatus: number | undefined, flags = '-') => seen('', { grpcStatus, flags })
    const answers = observed([grpc(14, 'UO'), grpc(0), grpc(14)])
    const facts = compareLive({ exact: ['answer'], shares: [] }, answers, [answers], PODS)
    expect(facts.map(({ quantity }) => quantity)).toEqual(['answer: 200 -', 'answer: grpc 14 -', 'answer: grpc 14 UO'])
    // A simulated answer without an error has none.
    const simulated = observed([grpc(14, 'UO'), grpc(undefined), grpc(4)])
    const [fact] = compareLive({ exact: ['answer by request'], shares: [] }, answers, [simulated], PODS)
    expect(fact).toMatchObject({ envoy: '#2 grpc 14 -', meshsim: '#2 grpc 4 -; 1 differ' })
  })

  it('the order counts where the name says so', () => {
    const turned = observed([...real.requests].reverse())
    expect(compareLive({ exact: ['answer'], shares: [] }, real, [turned], PODS).every(({ agrees }) => agrees)).toBe(
      true,
    )
    const [fact] = compareLive({ exact: ['answer by request'], shares: [] }, real, [turned], PODS)
    expect(fact).toMatchObject({ agrees: false, meshsim: '#0 503 UO; 2 differ' })
  })

  it('a sequence of nothing says nothing', () => {
    expect(compareLive({ exact: ['ejections'], shares: [] }, real, [real], PODS)[0].agrees).toBe(false)
  })

  it('whether users keep to their pods', () => {
    const by = (...visits: readonly (readonly [user: number, pod: string])[]) =>
      observed(visits.map(([user, pod]) => seen(pod, { user })))
    const both = by([0, 'a-0'], [1, 'b-0'], [0, 'a-0'], [1, 'a-0'], [1, 'a-0'])
    const facts = compareLive({ exact: ['pod of user'], shares: [] }, both, [both], PODS)
    expect(facts.map(({ quantity, envoy }) => `${quantity} ${envoy}`)).toEqual([
      'pod of user: another pod 1',
      "pod of user: the user's first pod 2",
      "pod of user: the user's pod 2",
    ])
  })

  it('counters, and arrivals by workload', () => {
    const told = { counters: new Map([['web total', 3]]), arrivals: new Map([['a-0', 2]]) }
    const facts = compareLive(
      { exact: ['counter total', 'arrivals'], shares: [] },
      observed([], told),
      [observed([], { ...told, counters: new Map([['web total', 4]]) })],
      PODS,
    )
    expect(facts.map(({ quantity, agrees }) => [quantity, agrees])).toEqual([
      ['total', false],
      ['arrivals: a', true],
    ])
  })
})

describe('shares', () => {
  const agree = (real: Observation, simulated: Observation) =>
    compareLive({ exact: [], shares: ['workload'] }, real, [simulated], PODS).every(({ agrees }) => agrees)

  it('inside and outside of four standard errors', () => {
    // p = 0.1, n = m = 2000: 4 sqrt(2 p (1 - p) / n) = 3.8 points = 76 requests.
    expect(agree(split(1800, 200), split(1740, 260))).toBe(true)
    expect(agree(split(1800, 200), split(1700, 300))).toBe(false)
  })

  it('never of fewer than 2,000 requests', () => {
    expect(agree(split(1000, 999), split(1000, 999))).toBe(false)
  })

  it('a turn is another pod than that of the request before', () => {
    const requests = ['a-0', 'a-0', 'b-0', 'a-0'].map(pod => seen(pod))
    const facts = compareLive({ exact: ['turn'], shares: [] }, observed(requests), [observed(requests)], PODS)
    expect(facts.map(({ quantity, envoy }) => `${quantity} ${envoy}`)).toEqual([
      'turn: another pod 3',
      'turn: the same pod again 1',
    ])
  })

  it('none at all is no share of some', () => {
    expect(agree(split(2000, 0), split(1900, 100))).toBe(false)
  })
})

it('instants of ejections, and one that only one side has', () => {
  const eject = (atNs: number) => ({ action: 'eject' as const, pod: 'a-0', ejections: 1, atNs })
  const facts = compareLive(
    { exact: [], shares: [], ejectionsWithinNs: 10 },
    observed([], { ejections: [eject(100), eject(200)] }),
    [observed([], { ejections: [eject(109)] })],
    PODS,
  )
  expect(facts.map(({ agrees }) => agrees)).toEqual([true, false])
})

it('a quantity that nobody knows is refused', () => {
  const none = observed([])
  expect(() => compareLive({ exact: ['luck'], shares: [] }, none, [none], PODS)).toThrow('luck')
})
