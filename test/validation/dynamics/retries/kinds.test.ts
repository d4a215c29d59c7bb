import { beforeAll, expect, it } from 'vitest'
import { initHash } from '../../../../src/proxy/hash.ts'
import { checkCase } from '../../../../src/validation/dynamics/check-case.ts'

beforeAll(initHash)

const row = {
  label: 'two tries of 70 ms',
  route: {
    timeout: '0s',
    retry_policy: {
      retry_on: '5xx',
      num_retries: 1,
      per_try_timeout: '0.07s',
      retry_back_off: { base_interval: '0.001s', max_interval: '0.001s' },
    },
  },
  backend: 'never answers',
  status: 504,
  duration_ms: 141,
  first_byte_ms: 141,
  attempts_arrived_ms: [1, 71],
  backend_saw_abort_ms: [71, 141],
  body: 'upstream request timeout',
  flags: 'UT,URX',
  details: 'upstream_per_try_timeout',
  attempts: 2,
}

const table = (change: object, counters: object = { upstream_rq_per_try_timeout: 2, upstream_cx_total: 2 }) => ({
  case: 'made up',
  config: { concurrency: 1, hosts: 1, protocol: 'HTTP/1.1' },
  script: { offered: 'one request per row, one after another' },
  observed: { rows: [{ ...row, ...change }], counters },
  tolerance: { ms: 5 },
})

const differing = (recorded: object) =>
  checkCase('case.json', recorded)
    .facts.filter(({ agrees }) => !agrees)
    .map(({ quantity }) => quantity)

it('a table of made-up rows agrees where the rules say so', () => {
  const { facts, unreadable } = checkCase('case.json', table({}))
  expect(unreadable).toBeUndefined()
  expect(facts.filter(({ agrees }) => !agrees)).toEqual([])
  // status, two times, two lists of two, body, flags, details, attempts; two counters.
  expect(facts).toHaveLength(13)
})

it.each([
  ['rows[0].status', { status: 503 }],
  ['rows[0].duration_ms', { duration_ms: 147 }],
  ['rows[0].attempts_arrived_ms[1]', { attempts_arrived_ms: [1, 60] }],
  ['rows[0].flags', { flags: 'UT' }],
  ['rows[0].client_saw', { client_saw: 'ECONNRESET' }],
])('a recording with another %s differs there', (quantity, change) => {
  expect(differing(table(change))).toEqual([quantity])
})

it('counters are compared', () => {
  expect(differing(table({}, { upstream_rq_per_try_timeout: 1 }))).toEqual(['counters.upstream_rq_per_try_timeout'])
})

it.each([
  ['a field that nobody knows', table({ surprise: 1 })],
  ['another server', table({ backend: 'sings' })],
  ['a counter that is not kept', table({}, { upstream_rq_surprise: 1 })],
])('%s fails the case', (_, recorded) => {
  expect(checkCase('case.json', recorded).unreadable).toBeDefined()
})

it('waits: half as long as the configuration says is a difference', () => {
  const waits = (meanMs: number) => ({
    case: 'made up',
    config: { retry_on: '5xx', num_retries: 1, retry_back_off: { base_interval: '0.08s', max_interval: '0.2s' } },
    script: { backends: 'all 502 at once', offered: { requests: 200, concurrency: 2 } },
    observed: {
      per_retry: [
        {
          retry: 1,
          n: 200,
          min_ms: 0.4,
          p50_ms: meanMs,
          mean_ms: meanMs,
          p95_ms: 76,
          max_ms: 81,
          histogram: { bin_ms: 20, counts: [48, 50, 50, 50, 2, 0] },
        },
      ],
    },
    tolerance: {
      overhead_ms: 'each wait includes 0.5-3 ms of transfer and timer rounding; subtract about 1.5 ms',
      mean_ms: '4 sigma of a uniform: 1.155*I_k/sqrt(n), plus the overhead',
      max_ms: 'I_k plus up to 4 ms',
    },
  })
  expect(differing(waits(41))).toEqual([])
  const told = waits(20)
  const tolerance = { ...told.tolerance, mean_ms: '14 sigma of a uniform: 4.05*I_k/sqrt(n), plus the overhead' }
  expect(differing({ ...told, tolerance })).toEqual(['per_retry[0].p50_ms'])
  expect(differing(waits(20))).toEqual(['per_retry[0].p50_ms', 'per_retry[0].mean_ms'])
})

it('hosts of retries: the start is free, the rest is not', () => {
  const hosts = (each: readonly number[]) => ({
    case: 'made up',
    config: {
      concurrency: 1,
      lb_policy: 'ROUND_ROBIN',
      hosts: 3,
      retry_on: '5xx',
      num_retries: 2,
      retry_host_predicate: 'none',
      host_selection_retry_max_attempts: 'default 1',
    },
    script: { backends: 'all 503', offered: { pattern: 'sequential', count: 2 } },
    observed: {
      hosts_by_request: [each, each],
      requests: 2,
      requests_that_reached_a_host_twice_before_all_were_tried: 0,
      distinct_hosts: { 3: 2 },
    },
  })
  expect(differing(hosts([1, 2, 0]))).toEqual([])
  expect(differing(hosts([1, 0, 2])).length).toBeGreaterThan(0)
})

it.each([200, 404])('attempts after those that fail are answered as the sentence says: %i', status => {
  const row = ['5xx', '503', status, '-', 2]
  const recorded = {
    case: 'made up',
    config: { hosts_per_cluster: 1, num_retries: 2, per_retry_on: {}, 'other rows': { timeout: '0s' } },
    script: {
      backends: `the first 1 attempt(s) fail as named, later ones answer ${status}`,
      offered: 'one request per row',
    },
    observed: { columns: ['retry_on', 'failure', 'status', 'flags', 'attempts'], rows: [row] },
    tolerance: { flags: 'compare as a set' },
  }
  const { facts, unreadable } = checkCase('case.json', recorded)
  expect(unreadable).toBeUndefined()
  expect(facts.filter(({ agrees }) => !agrees)).toEqual([])
})
