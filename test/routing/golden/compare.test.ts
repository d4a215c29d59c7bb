import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../src/dataplane/endpoint.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { compareCall } from '../../../src/routing/golden/compare.ts'
import type { Prediction } from '../../../src/routing/golden/predict.ts'
import type { Facts, RecordedCall } from '../../../src/routing/golden/recording.ts'

const style = { showsMtls: false, nameOf: (endpoint: Endpoint) => endpoint.pod.split('/')[1] }
const host = (pod: string, share: number) => ({
  share,
  endpoint: {
    address: `${pod}:80`,
    port: 80,
    pod: `default/${pod}`,
    weight: 1,
    health: 'HEALTHY',
    mtls: false,
    place: NO_PLACE,
  },
})

/** Two clusters, 90 to 10, the second of which does not exist. */
const prediction = {
  exact: { split: { a: 90, b: 10 } },
  outcomes: [
    {
      probability: 0.9,
      facts: { status: 200, flags: '-', cluster: 'a', upstream: { path: '/' } },
      hosts: [host('a-0', 0.5), host('a-1', 0.5)],
    },
    { probability: 0.1, facts: { status: 503, flags: 'NC' } },
  ],
} as unknown as Prediction

const fields = (got: Facts, times?: number) =>
  compareCall(
    { id: 'c', from: { namespace: 'default' }, request: { method: 'GET', url: '/' }, times, got } as RecordedCall,
    prediction,
    style,
  ).map(({ field }) => field)
const split = { split: { a: 90, b: 10 } }
const taken = { ...split, status: 200, flags: '-', cluster: 'a' }

describe('one call against a recording', () => {
  it('agrees with any outcome that can be', () => {
    expect(fields({ ...taken, upstream: { path: '/', pods: ['a-1'], port: 80 } })).toEqual([])
    expect(fields({ ...split, status: 503, flags: 'NC' })).toEqual([])
  })

  it('differs where no outcome fits, and shows the nearest', () => {
    expect(fields({ ...taken, status: 404, upstream: { path: '/', pods: ['a-0'] } })).toEqual(['status'])
    expect(fields({ ...taken, upstream: { path: '/', pods: ['b-0'] } })).toEqual(['upstream.pods'])
    expect(fields({ ...taken, upstream: { path: '/', pods: ['a-0'], port: 81 } })).toEqual(['upstream.port'])
  })

  it('holds what is configured to the letter', () => {
    expect(fields({ split: { a: 50, b: 50 }, status: 503, flags: 'NC' })).toEqual(['split'])
    expect(fields({ ...split, status: 503, flags: 'NC', retries: {} })).toEqual(['retries'])
  })

  it('allows counts four standard deviations', () => {
    // 400 requests: 360 ± 24 to a.
    const observed = (a: number) => ({ clusters: { a, '-': 400 - a } })
    const upstream = { path: '/', pods: ['a-0', 'a-1'], port: 80 }
    expect(fields({ ...taken, upstream, observed: observed(340) }, 400)).toEqual([])
    expect(fields({ ...taken, upstream, observed: observed(330) }, 400)).toEqual([
      'observed.clusters a',
      'observed.clusters -',
    ])
  })
})
