import { describe, expect, it } from 'vitest'
import { compareFigures, isCount, proxiedHops } from '../../../src/validation/e2e/agreement.ts'

const WINDOWS = [{ fromNs: 0, toNs: 1e9 }]

interface Recorded {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** Whether simulated runs with these values agree with a recorded figure; `others` are means beside it. */
function compare(name: string, recorded: Recorded, values: readonly number[], others: Record<string, number> = {}) {
  const band = [
    { window: 0, name, ...recorded },
    ...Object.entries(others).map(([other, mean]) => ({ window: 0, name: other, mean, low: mean, high: mean })),
  ]
  const runs = values.map(value => [new Map([[name, value], ...Object.entries(others)])])
  const found = compareFigures(band, WINDOWS, runs).find(each => each.name === name)
  if (found === undefined) throw new Error(`${name} is not compared`)
  return found
}

describe('a figure agrees when the mean of the simulated runs lies in the band for a further run', () => {
  it('as it is, for shares and means', () => {
    const share = { mean: 0.5, low: 0.4, high: 0.6 }
    expect(compare('client.ok_share', share, [0.3, 0.89])).toMatchObject({ simulated: 0.595, agrees: true })
    expect(compare('client.ok_share', share, [0.3, 0.91])).toMatchObject({ agrees: false })
    expect(compare('service[a].queue_wait_ms.mean', { mean: 1, low: 0.9, high: 1.1 }, [1.2])).toMatchObject({
      agrees: false,
    })
  })

  it('counts are given two roots of the mean, 3 where nothing was counted', () => {
    const never = { mean: 100, low: 100, high: 100 }
    expect(compare('client.requests', never, [120])).toMatchObject({ band: { low: 80, high: 120 }, agrees: true })
    expect(compare('client.requests', never, [121])).toMatchObject({ agrees: false })
    expect(compare('client.requests', { mean: 100, low: 60, high: 140 }, [61]).band).toEqual({ low: 60, high: 140 })
    const zero = { mean: 0, low: 0, high: 0 }
    expect(compare('hop[a>b].outcome[503 UH]', zero, [3])).toMatchObject({ agrees: true })
    expect(compare('hop[a>b].outcome[503 UH]', zero, [4])).toMatchObject({ agrees: false })
  })

  it('latencies are given 0.7 ms for each proxied hop', () => {
    const hops = {
      'client.requests': 100,
      'hop[ingress>a].requests': 100,
      'hop[a>b].requests': 150,
      'hop[b>c].requests': 75,
    }
    const band = { mean: 50, low: 49, high: 51 }
    expect(compare('hop[b>c].latency_ms.mean', band, [51.7], hops)).toMatchObject({ agrees: true })
    expect(compare('hop[b>c].latency_ms.p99', band, [51.71], hops)).toMatchObject({ agrees: false })
    // 1 to a, 1.5 to b, each half a time on to c: 3.25 hops per page.
    expect(compare('client.latency_ms.p50', band, [51 + 2.27], hops)).toMatchObject({ agrees: true })
    expect(compare('client.latency_ms.p50', band, [51 + 2.29], hops)).toMatchObject({ agrees: false })
  })

  it('after rounding to what the recording keeps', () => {
    const zero = { mean: 0, low: 0, high: 0 }
    expect(compare('service[a].queue_wait_ms.mean', zero, [0.004])).toMatchObject({ simulated: 0, agrees: true })
    expect(compare('service[a].queue_wait_ms.mean', zero, [0.006])).toMatchObject({ simulated: 0.01, agrees: false })
  })

  it('a count that a run did not see is 0 in it; a mean that it did not see is left out', () => {
    const band = [
      { window: 0, name: 'hop[a>b].outcome[503 UH]', mean: 2, low: 1.9, high: 2.1 },
      { window: 0, name: 'hop[a>b].latency_ms.mean', mean: 4, low: 4, high: 4 },
    ]
    const seen = new Map([
      ['hop[a>b].outcome[503 UH]', 4],
      ['hop[a>b].latency_ms.mean', 4],
    ])
    expect(compareFigures(band, WINDOWS, [[seen], [new Map()]]).map(({ simulated }) => simulated)).toEqual([2, 4])
  })

  it('nothing simulated is no agreement', () => {
    const band = [{ window: 0, name: 'client.ok_share', mean: 1, low: 1, high: 1 }]
    expect(compareFigures(band, WINDOWS, [[new Map()]])[0]).toMatchObject({
      agrees: false,
      distance: Number.POSITIVE_INFINITY,
    })
  })

  it('what was never recorded but is simulated again and again is out, too', () => {
    const runs = [[new Map([['hop[a>b].outcome[503 UC]', 4]])]]
    expect(compareFigures([], WINDOWS, runs)).toMatchObject([{ name: 'hop[a>b].outcome[503 UC]', agrees: false }])
    expect(compareFigures([], WINDOWS, [[new Map([['hop[a>b].outcome[503 UC]', 3]])]])).toEqual([])
  })

  it('tells how far out in half-widths of the band', () => {
    expect(compare('client.ok_share', { mean: 0.5, low: 0.4, high: 0.6 }, [0.8]).distance).toBeCloseTo(3)
  })
})

describe('isCount', () => {
  it.each(['client.requests', 'hop[a>b].attempt_outcome[0 UT]', 'pod[a-1].requests', 'outlier.ejects'])('%s', name => {
    expect(isCount(name)).toBe(true)
  })
  it.each(['hop[a>b].attempts_per_request', 'service[a].requests_per_page', 'hop[a>b].same_zone_attempt_share'])(
    'not %s',
    name => {
      expect(isCount(name)).toBe(false)
    },
  )
})

describe('proxiedHops', () => {
  it('a service that several call is followed from each of them', () => {
    const means = new Map([
      ['client.requests', 10],
      ['hop[ingress>a].requests', 5],
      ['hop[ingress>b].requests', 5],
      ['hop[a>c].requests', 5],
      ['hop[b>c].requests', 5],
      ['hop[c>d].requests', 20],
    ])
    expect(proxiedHops('hop[a>c]', means)).toBe(3)
    expect(proxiedHops('client', means)).toBe(4)
  })
})
