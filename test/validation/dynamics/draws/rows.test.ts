import { describe, expect, it } from 'vitest'
import { checkCase } from '../../../../src/validation/dynamics/check-case.ts'

const hundred = (numerator: number) => ({ default_value: { numerator, denominator: 'HUNDRED' } })
const split = (...weights: readonly number[]) => ({
  weighted_clusters: { clusters: weights.map((weight, index) => ({ name: `c${index}`, weight })) },
  timeout: '0s',
})

function rows(...made: readonly object[]) {
  return {
    case: 'made up',
    question: 'How do draws go together?',
    config: { clusters: 'c0 and c1, one host each' },
    script: { backends: 'all 200', offered: { concurrency: 8 } },
    observed: { rows: made },
    tolerance: { share_pct: '4 sigma: 400*sqrt(p(1-p)/requests) points' },
  }
}

function differing(...made: readonly object[]): string[] {
  const { facts, unreadable } = checkCase('made-up.json', rows(...made))
  expect(unreadable).toBeUndefined()
  expect(facts.length).toBeGreaterThan(0)
  return facts.filter(({ agrees }) => !agrees).map(({ quantity }) => quantity)
}

/** One number R per request: R % 100 < 20 is among R % 100 < 40, and the split takes c0 for R % 100 < 40. */
describe('draws of one request', () => {
  it('mirrors go with the split', () => {
    const row = {
      label: 'made up',
      route: split(40, 60),
      request_mirror_policies: [{ cluster: 'c2', runtime_fraction: hundred(20) }],
      requests: 1000,
    }
    const together = {
      'primary c0 -> mirror c2': 200,
      'primary c0 -> not mirrored': 200,
      'primary c1 -> not mirrored': 600,
    }
    const apart = {
      'primary c0 -> mirror c2': 80,
      'primary c0 -> not mirrored': 320,
      'primary c1 -> mirror c2': 120,
      'primary c1 -> not mirrored': 480,
    }
    expect(differing({ ...row, counts: together })).toEqual([])
    expect(differing({ ...row, counts: apart })).toHaveLength(4)
  })

  it('a runtime fraction goes with the split behind it', () => {
    const row = {
      label: 'made up',
      first_route: { match: { runtime_fraction: hundred(40) }, route: split(40, 60) },
      route: { cluster: 'c1', timeout: '0s' },
      requests: 1000,
    }
    expect(differing({ ...row, counts: { 'first route, cluster c0': 400, 'second route, cluster c1': 600 } })).toEqual(
      [],
    )
  })

  it('faults are drawn apart from each other and from the split', () => {
    const percentage = (numerator: number) => ({ numerator, denominator: 'HUNDRED' })
    const row = {
      label: 'made up',
      route: split(50, 50),
      fault: {
        delay: { fixed_delay: '0.02s', percentage: percentage(50) },
        abort: { http_status: 418, percentage: percentage(50) },
      },
      requests: 800,
    }
    const counts = {
      'delayed, status 418': 200,
      'delayed, cluster c0': 100,
      'delayed, cluster c1': 100,
      'not delayed, status 418': 200,
      'not delayed, cluster c0': 100,
      'not delayed, cluster c1': 100,
    }
    expect(differing({ ...row, counts })).toEqual([])
    expect(differing({ ...row, counts: { ...counts, 'delayed, status 418': 260 } })).toEqual([
      'rows["made up"].counts.delayed, status 418',
    ])
  })

  it.each([
    // 800 requests of share 1/8: a standard deviation is 9.4.
    ['4 sigma: 400*sqrt(p(1-p)/requests) points', 1],
    ['7 sigma: 700*sqrt(p(1-p)/requests) points', 0],
    // Of 200 requests it is twice that, as a share.
    ['4 sigma: 400*sqrt(p(1-p)/200) points', 0],
  ])('%s: 160 for 100 expected makes %i differences', (sentence, differences) => {
    const row = { label: 'made up', route: split(1, 7), fault: {}, requests: 800 }
    const counts = { 'cluster c0': 160, 'cluster c1': 700 }
    const { facts } = checkCase('made-up.json', { ...rows({ ...row, counts }), tolerance: { share_pct: sentence } })
    expect(facts.filter(({ agrees, quantity }) => !agrees && quantity.includes('c0'))).toHaveLength(differences)
  })

  it('a tolerance that says something else fails the case', () => {
    const { unreadable } = checkCase('made-up.json', {
      ...rows({ label: 'x', route: split(1, 1), fault: {}, requests: 1, counts: {} }),
      tolerance: { share_pct: 'about right' },
    })
    expect(unreadable).toMatch(/tolerance/)
  })
})
