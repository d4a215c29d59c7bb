import fc from 'fast-check'
import { describe, it } from 'vitest'
import { WORLD_PROPERTIES } from './world-properties.ts'

const SETTINGS = { seed: 20_260, numRuns: 60 }

describe('whatever happens to a mesh', { timeout: 120_000 }, () => {
  it.each(Object.entries(WORLD_PROPERTIES))('%s', (_, property) => {
    fc.assert<unknown>(property as fc.IProperty<unknown>, SETTINGS)
  })
})
