import { describe, expect, it } from 'vitest'
import { checkCase } from '../../../../src/validation/dynamics/check-case.ts'

/** A recording as it would look if its numbers were others; expectations follow from the rules alone. */
function held(thresholds: object, count: number, observed: object, config: object = {}) {
  return {
    case: 'made up',
    question: 'How many pass?',
    config: { protocol: 'HTTP/1.1 upstream', hosts: 1, circuit_breakers: { thresholds: [thresholds] }, ...config },
    script: {
      backends: 'each request is answered 200 after 400 ms',
      offered: { count, sent_every_ms: 10, note: 'cold pools' },
    },
    observed: { backend_connection_by_arrival: [], ...observed },
    tolerance: { arrival_ms: '+-20 ms', completed_at_ms: '+-25 ms' },
  }
}

function differing(recorded: object): string[] {
  const { facts, unreadable } = checkCase('made-up.json', recorded)
  expect(unreadable).toBeUndefined()
  expect(facts.length).toBeGreaterThan(0)
  return facts
    .filter(({ agrees }) => !agrees)
    .map(({ quantity, recorded: was, simulated }) => `${quantity}: ${was} ${simulated}`)
}

describe('held requests over one cluster', () => {
  it('HTTP/1.1: one at once, two wait, the rest is refused', () => {
    const recorded = held({ max_connections: 1, max_pending_requests: 2 }, 6, {
      backend_connection_by_arrival: [0, 0, 0],
      status_by_request: [200, 200, 200, 503, 503, 503],
      arrival_order_at_backend: [0, 1, 2],
      completion_order: [3, 4, 5, 0, 1, 2],
      completed_at_ms: [400, 800, 1200, 30, 40, 50],
      arrival_ms: [0, 400, 800],
      counters: {
        upstream_rq_total: 3,
        upstream_rq_pending_total: 3,
        upstream_rq_pending_overflow: 3,
        upstream_cx_total: 1,
        // Each of the two that wait, and once more when the first of them has left the other waiting.
        upstream_cx_overflow: 3,
        upstream_rq_completed: 6,
        upstream_rq_200: 3,
        upstream_rq_503: 3,
      },
    })
    expect(differing(recorded)).toEqual([])
  })

  it('HTTP/2: streams by the smaller of what the cluster and its servers allow', () => {
    const config = (own: number, peer: number) => ({
      protocol: `HTTP/2 upstream (peer SETTINGS {"maxConcurrentStreams":${peer}})`,
      http_protocol_options: {
        explicit_http_config: { http2_protocol_options: { max_concurrent_streams: own } },
      },
    })
    const seen = {
      backend_connection_by_arrival: [0, 0, 0, 1, 1],
      counters: {
        upstream_rq_total: 5,
        upstream_rq_pending_total: 2,
        upstream_cx_total: 2,
        upstream_rq_completed: 5,
        upstream_rq_200: 5,
      },
    }
    expect(differing(held({}, 5, seen, config(3, 7)))).toEqual([])
    expect(differing(held({}, 5, seen, config(7, 3)))).toEqual([])
    expect(differing(held({}, 5, seen, config(7, 4)))).not.toEqual([])
  })

  it('a limit that is reached shows in the gauges', () => {
    const gauges = {
      cx_open: 1,
      cx_pool_open: 0,
      rq_open: 0,
      rq_pending_open: 0,
      rq_retry_open: 0,
      remaining_cx: 0,
      remaining_cx_pools: 2 ** 64,
      remaining_pending: 1023,
      remaining_retries: 3,
      remaining_rq: 1022,
    }
    expect(
      differing(
        held({ max_connections: 2 }, 3, { backend_connection_by_arrival: [0, 1, 0], gauges_after_all_sent: gauges }),
      ),
    ).toEqual([])
  })

  it('what differs is told', () => {
    const recorded = held({ max_connections: 1 }, 2, { backend_connection_by_arrival: [0, 1] })
    expect(differing(recorded)).toEqual(['backend_connection_by_arrival[1]: 1 0'])
  })

  it.each([
    ['a behaviour', { backends: 'every other request is lost', offered: { count: 1, sent_every_ms: 0 } }],
    ['an offer', { backends: 'all 200', offered: { count: 1, sent_every_ms: 0, burst: 3 } }],
  ])('%s that cannot be read fails the case', (_, script) => {
    const { facts, unreadable } = checkCase('made-up.json', { ...held({}, 1, {}), script })
    expect(facts).toEqual([])
    expect(unreadable).toMatch(/made-up\.json\.script/)
  })

  it('a setting that is not known fails the case', () => {
    expect(checkCase('made-up.json', held({ max_streams: 3 }, 1, {})).unreadable).toMatch(/max_streams/)
  })
})

describe('endpoints that change', () => {
  const changing = (update: object, hosts: readonly number[]) => ({
    case: 'made up',
    question: 'Who gets the requests?',
    config: { protocol: 'HTTP/1.1', lb_policy: 'ROUND_ROBIN', hosts_at_start: [{ host: 'h0' }, { host: 'h1' }] },
    script: { backends: '200', offered: { count: hosts.length, sent_every_ms: 50 }, update },
    observed: { sent_at_ms: hosts.map((_, index) => index * 50), host_by_request: hosts, connections: [] },
    tolerance: { update_reaches_the_worker_ms: 30, completed_at_ms: 20 },
  })
  const hostsDiffer = (recorded: object) => differing(recorded).filter(text => text.startsWith('host_by_request'))

  it('a host that drains gets nothing more, one that is added joins the round', () => {
    const draining = { at_ms: 110, hosts: [{ host: 'h0' }, { host: 'h1', health_status: 'DRAINING' }] }
    expect(hostsDiffer(changing(draining, [1, 0, 1, 0, 0, 0]))).toEqual([])
    expect(hostsDiffer(changing(draining, [1, 0, 1, 0, 1, 0]))).not.toEqual([])
    const added = { at_ms: 110, hosts: [{ host: 'h0' }, { host: 'h1' }, { host: 'h2' }] }
    // Position 3 of a round over three.
    expect(hostsDiffer(changing(added, [0, 1, 0, 0, 1, 2, 0]))).toEqual([])
  })

  it('a request within the slack after an update may find either list, a later one only the new one', () => {
    const gone = (atMs: number) => ({ at_ms: atMs, hosts: [{ host: 'h0' }] })
    expect(hostsDiffer(changing(gone(130), [0, 1, 0, 1, 0, 0]))).toEqual([])
    expect(hostsDiffer(changing(gone(110), [0, 1, 0, 1, 0, 0]))).not.toEqual([])
  })
})
