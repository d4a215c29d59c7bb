import { describe, expect, it } from 'vitest'
import type { Observation, SeenEjection } from '../../../src/validation/live/observation.ts'
import { isSharp } from '../../../src/validation/live/sharp.ts'

const MS = 1e6
const eject = (atNs: number, pod = 'bad-0'): SeenEjection => ({ action: 'eject', pod, ejections: 1, atNs })

function seen(...ejections: SeenEjection[]): Observation {
  return { requests: [], arrivals: new Map(), ejections, counters: new Map() }
}

describe('a run is sharp', () => {
  it('when ejections stay or move with the sweeps', () => {
    expect(isSharp(shiftNs => seen(eject(300 * MS), eject(2000 * MS + shiftNs)), 10 * MS)).toBe(true)
  })

  it('not when a sweep a little later or earlier moves one by a turn', () => {
    expect(isSharp(shiftNs => seen(eject(shiftNs > 0 ? 2150 * MS : 2000 * MS)), 10 * MS)).toBe(false)
    expect(isSharp(shiftNs => seen(eject(shiftNs < 0 ? 1850 * MS : 2000 * MS)), 10 * MS)).toBe(false)
  })

  it('not when an ejection comes or goes, or is of another pod', () => {
    expect(isSharp(shiftNs => (shiftNs > 0 ? seen(eject(1)) : seen()), 10)).toBe(false)
    expect(isSharp(shiftNs => (shiftNs > 0 ? seen() : seen(eject(1))), 10)).toBe(false)
    expect(isSharp(shiftNs => seen(eject(1, shiftNs < 0 ? 'a-0' : 'b-0')), 10)).toBe(false)
  })
})
