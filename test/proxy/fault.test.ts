import { describe, expect, it } from 'vitest'
import { stream } from '../../src/kernel/rng.ts'
import { faultAbort, faultDelayNs } from '../../src/proxy/fault.ts'
import { scripted } from './hosts.ts'

const delay = (percent: number) => ({ delay: { durationNs: 7, percent } })
const abort = (percent: number) => ({ abort: { status: 555, percent } })

describe('percentages', () => {
  it.each([
    [0, 0, false],
    [100, 999_999, true],
    [30, 299_999, true],
    [30, 300_000, false],
    [0.0001, 0, true],
    [0.0001, 1, false],
    [12.5, 124_999, true],
    [12.5, 1_125_000, false],
  ])('%s %% at random %i: %s', (percent, random, happens) => {
    expect(faultDelayNs(delay(percent), scripted(random))).toBe(happens ? 7 : 0)
    expect(faultAbort(abort(percent), scripted(random))?.status).toBe(happens ? 555 : undefined)
  })

  it('nothing is drawn where nothing is configured', () => {
    expect(faultDelayNs(abort(100), scripted(0))).toBe(0)
    expect(faultAbort(delay(100), scripted(0))).toBeUndefined()
  })
})

it('delay and abort are drawn independently', () => {
  const rng = stream(1, 'fault')
  const policy = { ...delay(50), ...abort(20) }
  const requests = 40_000
  let both = 0
  for (let i = 0; i < requests; i++) {
    const delayed = faultDelayNs(policy, rng) > 0
    if (faultAbort(policy, rng) && delayed) both++
  }
  expect(Math.abs(both - requests * 0.1)).toBeLessThan(4 * Math.sqrt(requests * 0.1 * 0.9))
})
