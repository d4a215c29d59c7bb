import { describe, expect, it } from 'vitest'
import { capText, causeLines, outText, overflowTexts, sharesText } from '../../../src/report/view/causes.ts'
import { noCauses, sampleCauses } from '../sample-causes.ts'

const bare = (name: string) => name.slice(name.indexOf('/') + 1)
const [cap] = sampleCauses.outlierDetection

describe('sentences', () => {
  it('say of each topic what happened, and why', () => {
    const told = causeLines(sampleCauses, bare).map(({ topic, about, text }) => `${topic} | ${about} | ${text}`)
    const reviews = 'productpage-v1 → reviews (v2)'
    const allowed = 'with 3 hosts and a cap of 67%, 2 can be ejected, with 2 1'
    expect(told).toEqual([
      `ejected | ${reviews} | 2 pods 3 times by 1 of 4 proxies, out for 8s to 12s (5 consecutive 5xx; last 503 66.7%, no connection 33.3%)`,
      `kept in | ${reviews} | 7 ejections refused: ${allowed}`,
      `priorities | ${reviews} | up to 37.5% of the requests left the first priority, 0m31.0 to 0m43.0`,
      `panic | ${reviews} | too few healthy hosts, so health was ignored: 1 proxy, 12s in all`,
      `limits | ${reviews} | 1,234 turned away by max pending requests 2; 56 not retried by max retries 3`,
      'retries | productpage-v1 → reviews | 3.25 attempts per request in zone-loss, 1.10 over the whole run; ' +
        'retried after 503 75.0%, 504 UT 25.0%; 200 requests made again by the application',
      'path | client → productpage-v1 → reviews | 4.88 attempts at the end for one at the start in zone-loss: 1.50 × 3.25',
    ])
  })

  it('are none where nothing happened', () => {
    expect(causeLines(noCauses, bare)).toEqual([])
  })

  it('are none for a cluster that could eject, and did not; nor for retries that round to nothing', () => {
    const idle = { ...cap, ejections: 0, refused: 0 }
    const [row] = sampleCauses.retries
    const few = { ...row, attempts: 22_100, amplification: 22_100 / 22_000 }
    expect(causeLines({ ...noCauses, outlierDetection: [idle], retries: [few] }, bare)).toEqual([])
  })

  it('one hop that retries is told once: its path says no more', () => {
    const [path] = sampleCauses.paths
    const one = { ...path, factors: [1, 3.25], amplification: 3.25 }
    expect(causeLines({ ...noCauses, paths: [one] }, bare)).toEqual([])
  })
})

it('none can be ejected of three hosts under a cap of 10 %', () => {
  const { hostsLeast: _, ejectableLeast: __, ...row } = cap
  expect(capText({ ...row, capPercent: 10, ejectable: 0 })).toBe('with 3 hosts and a cap of 10%, none can be ejected')
})

it('one kind needs no share; equal ones stand by name', () => {
  expect(sharesText({ 503: 12 })).toBe('503')
  expect(sharesText({ b: 1, a: 1, c: 2 })).toBe('c 50.0%, a 25.0%, b 25.0%')
})

it('how long pods were out: nothing where none came back', () => {
  const { shortestNs: _, longestNs: __, ...still } = cap
  expect(outText(still)).toBe('')
  expect(outText({ ...cap, shortestNs: 12e9 })).toBe('12s')
})

it('each limit says what it did', () => {
  const overflows = { connectionOverflows: 1, pendingOverflows: 0, requestOverflows: 2, retryOverflows: 0 }
  const limits = { maxConnections: 8, maxRequests: 100 }
  expect(overflowTexts({ at: '', cluster: '', to: '', ...limits, ...overflows })).toEqual([
    '2 turned away by max requests 100',
    '1 had to wait by max connections 8',
  ])
})
