import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/dataplane/cluster.ts'
import type { ForwardAction } from '../../src/dataplane/route.ts'
import type { Answer } from '../../src/engine/responder.ts'
import { MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import { reply } from '../../src/validation/dynamics/retries/back-end.ts'
import { type Exchange, type Offer, ScriptedProxy } from '../../src/validation/dynamics/retries/proxy.ts'
import { clusterOf, routeAction } from '../../src/validation/dynamics/retries/route-settings.ts'

const SILENCE: Answer = { kind: 'silence' }
const at = (value: unknown) => ({ path: 'test', value })

/** One request through one proxy to one scripted server. */
function exchange(
  route: Readonly<Record<string, unknown>>,
  answer: Answer | ((attempt: number) => Answer),
  more: {
    readonly offer?: Partial<Offer>
    readonly cluster?: Partial<Cluster>
    readonly action?: Partial<ForwardAction>
  } = {},
): Exchange {
  const proxy = new ScriptedProxy({
    seed: 1,
    clusters: [
      {
        cluster: { ...clusterOf({ name: 'c' }), ...more.cluster },
        hosts: [
          {
            address: 'h0',
            weight: 1,
            answer: ({ attempt }) => (typeof answer === 'function' ? answer(attempt) : answer),
          },
        ],
      },
    ],
    routes: [{ domain: 'c', action: { ...routeAction(at(route), 'c'), ...more.action } }],
  })
  const ended: Exchange[] = []
  proxy.send(MILLISECOND, { domain: 'c', headers: {}, uploadNs: 0, leavesAfterNs: 0, ...more.offer }, each => {
    ended.push(each)
  })
  proxy.run(60 * SECOND)
  expect(ended).toHaveLength(1)
  return ended[0]
}

const ms = (ns: number | undefined) => (ns === undefined ? undefined : ns / MILLISECOND)

describe('the route’s timeout', () => {
  it('begins when the request is complete', () => {
    const slow = { uploadNs: 200 * MILLISECOND }
    const result = exchange({ timeout: '0.3s' }, SILENCE, { offer: slow })
    expect(result).toMatchObject({ status: 504, flags: 'UT', durationNs: 500 * MILLISECOND })
  })

  it('cuts an answer that has begun: its status stands', () => {
    const body = { pieces: 6, gapNs: 100 * MILLISECOND, ending: 'end' } as const
    const result = exchange({ timeout: '0.25s' }, { ...reply(200, 0), body })
    expect(result).toMatchObject({
      status: 200,
      flags: 'UT',
      broken: true,
      details: 'response_timeout',
      firstByteNs: 0,
    })
    expect(ms(result.arrivals[0].abandonedNs)).toBe(250)
  })
})

describe('idle timeout', () => {
  const route = { idle_timeout: '0.2s' }

  it('ends a request without answer with 504, one that is still being sent with 408', () => {
    expect(exchange(route, SILENCE)).toMatchObject({ status: 504, flags: 'SI', durationNs: 200 * MILLISECOND })
    const slow = { uploadNs: 500 * MILLISECOND }
    expect(exchange(route, SILENCE, { offer: slow })).toMatchObject({ status: 408, flags: 'SI' })
  })

  it('counts anew with every piece of the answer', () => {
    const body = { pieces: 5, gapNs: 150 * MILLISECOND, ending: 'end' } as const
    expect(exchange(route, { ...reply(200, 0), body })).toMatchObject({ status: 200, flags: '-', broken: false })
    const stalls = { pieces: 2, gapNs: 150 * MILLISECOND, ending: 'stall' } as const
    const stalled = exchange(route, { ...reply(200, 0), body: stalls })
    expect(stalled).toMatchObject({ status: 200, flags: 'SI', broken: true })
    expect(ms(stalled.arrivals[0].abandonedNs)).toBe(350)
  })
})

describe('longest duration', () => {
  it('of a route: 504 without a flag', () => {
    const result = exchange({ max_stream_duration: { max_stream_duration: '0.2s' } }, SILENCE)
    expect(result).toMatchObject({ status: 504, flags: '-', details: 'max_duration_timeout' })
  })

  it('of a cluster, per attempt: retried where resets are', () => {
    const cluster = { maxStreamDurationNs: 200 * MILLISECOND }
    const result = exchange({}, SILENCE, { cluster })
    expect(result).toMatchObject({ status: 504, flags: 'UMSDR', details: 'upstream_max_stream_duration_reached' })
    const retry_policy = { retry_on: 'reset', retry_back_off: { base_interval: '0.001s', max_interval: '0.001s' } }
    expect(exchange({ retry_policy }, SILENCE, { cluster })).toMatchObject({
      attempts: 2,
      durationNs: 400 * MILLISECOND,
    })
  })
})

describe('hedging', () => {
  const route = {
    hedge_policy: { hedge_on_per_try_timeout: true },
    retry_policy: {
      retry_on: '5xx',
      num_retries: 1,
      per_try_timeout: '0.1s',
      retry_back_off: { base_interval: '0.001s', max_interval: '0.001s' },
    },
  }
  const answers =
    (...each: readonly Answer[]) =>
    (attempt: number) =>
      each[attempt - 1]

  it('the answer that comes first wins, the other attempt is given up', () => {
    const second = exchange(route, answers(reply(200, 400), reply(200, 30)))
    expect(second).toMatchObject({ status: 200, attempts: 2, durationNs: 130 * MILLISECOND })
    expect(second.arrivals.map(({ abandonedNs }) => ms(abandonedNs))).toEqual([130, undefined])
    const first = exchange(route, answers(reply(200, 150), reply(200, 200)))
    expect(first).toMatchObject({ status: 200, attempts: 2, durationNs: 150 * MILLISECOND })
    expect(first.arrivals.map(({ abandonedNs }) => ms(abandonedNs))).toEqual([undefined, 150])
  })

  it('a bad answer is dropped while a better one may come', () => {
    const result = exchange(route, answers(reply(200, 300), reply(503, 20)))
    expect(result).toMatchObject({ status: 200, attempts: 2, flags: 'URX', durationNs: 300 * MILLISECOND })
  })

  it('the last bad answer is the client’s', () => {
    const result = exchange(route, answers(reply(500, 300), reply(503, 20)))
    expect(result).toMatchObject({ status: 500, attempts: 2, flags: 'URX', durationNs: 300 * MILLISECOND })
  })

  it('the timeout of the whole ends all attempts', () => {
    const result = exchange({ ...route, timeout: '0.25s' }, SILENCE)
    expect(result).toMatchObject({ status: 504, attempts: 2, flags: 'URX,UT', durationNs: 250 * MILLISECOND })
    expect(result.arrivals.map(({ abandonedNs }) => ms(abandonedNs))).toEqual([250, 250])
  })
})

it('a client that leaves takes its request with it', () => {
  const result = exchange({}, SILENCE, { offer: { leavesAfterNs: 150 * MILLISECOND } })
  expect(result).toMatchObject({ status: 0, flags: 'DC', details: 'downstream_remote_disconnect' })
  expect(ms(result.arrivals[0].abandonedNs)).toBe(150)
})

describe('connections of retried answers', () => {
  const retry_policy = { retry_on: '5xx', retry_back_off: { base_interval: '0.001s', max_interval: '0.001s' } }

  it.each([
    ['HTTP/1.1: dropped with the body of the answer', 'no', 2],
    ['HTTP/2: only the stream is reset', 'yes', 1],
  ] as const)('%s', (_, http2, connections) => {
    const cluster = { ...clusterOf({ name: 'c' }), http2 }
    const proxy = new ScriptedProxy({
      seed: 1,
      clusters: [{ cluster, hosts: [{ address: 'h0', weight: 1, answer: () => reply(503, 1) }] }],
      routes: [{ domain: 'c', action: routeAction(at({ retry_policy }), 'c') }],
    })
    proxy.send(MILLISECOND, { domain: 'c', headers: {}, uploadNs: 0, leavesAfterNs: 0 }, () => undefined)
    proxy.run(SECOND)
    expect(proxy.bed.upstream('c')?.balancer.pools.opened).toBe(connections)
  })
})
