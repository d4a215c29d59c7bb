import { describe, expect, it } from 'vitest'
import { canonicalName, degradedPage, failedPage } from '../../../src/validation/e2e/page-outcome.ts'

describe('outcomes of pages', () => {
  it.each([
    ['client.outcome[200]', 'client.outcome[200]'],
    ['client.outcome[500 -]', 'client.outcome[500]'],
    ['client.outcome[503 UH]', 'client.outcome[503 UH]'],
    ['client.outcome[200 without reviews]', 'client.outcome[200 without reviews]'],
    ['client.outcome[200 without reviews,details]', 'client.outcome[200 without details, reviews]'],
    ['client.outcome[200 without details and reviews]', 'client.outcome[200 without details, reviews]'],
    ['hop[a>b].outcome[500 -]', 'hop[a>b].outcome[500 -]'],
  ])('%s is called %s', (recorded, canonical) => {
    expect(canonicalName(recorded)).toBe(canonical)
  })

  it('are spelt so by the simulation, too', () => {
    expect(failedPage(500, '-')).toBe('500')
    expect(failedPage(503, 'UC')).toBe('503 UC')
    expect(degradedPage(['reviews', 'details'])).toBe('200 without details, reviews')
  })
})
