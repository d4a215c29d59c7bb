import { describe, expect, inject, it } from 'vitest'
import type { ScenarioBundle } from '../../src/config/scenario/bundle.ts'
import { digestOf } from './digest-of.ts'

describe('in Chromium', () => {
  it.each(inject('scenarios'))('$name has the digest that Node has', async ({ bundle, sources, digest }) => {
    const sent = { ...bundle, sources: new Map(sources) } as ScenarioBundle
    expect(await digestOf(sent)).toBe(digest)
  })
})
