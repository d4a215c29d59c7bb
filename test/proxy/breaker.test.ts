import { describe, expect, it } from 'vitest'
import { CircuitBreaker } from '../../src/proxy/breaker.ts'

/** How many retries are let through while none ends. */
function outstanding(breaker: CircuitBreaker): number {
  let count = 0
  while (count < 1000 && breaker.takeRetry()) count++
  return count
}

describe('retries', () => {
  it.each([0, 2, 3])('max_retries %i', maxRetries => {
    expect(outstanding(new CircuitBreaker({ maxRetries }))).toBe(maxRetries)
  })

  it('are unlimited when nobody limits them, as Istio sends it', () => {
    expect(outstanding(new CircuitBreaker({}))).toBe(1000)
  })

  it('a slot given back can be taken again; a refusal is counted and holds nothing', () => {
    const breaker = new CircuitBreaker({ maxRetries: 1 })
    expect([breaker.takeRetry(), breaker.takeRetry()]).toEqual([true, false])
    breaker.releaseRetry()
    expect(breaker.takeRetry()).toBe(true)
    expect(breaker.retryOverflows).toBe(1)
  })

  it.each([
    [20, 3, 0, 0, 3],
    [20, 3, 20, 0, 4],
    [20, 3, 10, 10, 4],
    [20, 3, 19, 0, 3],
    [20, 3, 30, 0, 6],
    [50, 1, 0, 0, 1],
    [50, 1, 30, 0, 15],
  ])('budget %i %%, at least %i, %i active, %i pending: %i', (percent, minConcurrency, requests, pending, allowed) => {
    const breaker = new CircuitBreaker({ maxRetries: 1, retryBudget: { percent, minConcurrency } })
    breaker.requests = requests
    breaker.pending = pending
    expect(outstanding(breaker)).toBe(allowed)
  })
})
