import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../../src/validation/e2e/agreement.ts'
import { closingLine, reportScenario } from '../../../src/validation/e2e/table.ts'

const AGREES: Comparison = {
  window: { fromNs: 5e9, toNs: 61.5e9 },
  name: 'client.ok_share',
  recorded: 0.5,
  band: { low: 0.4, high: 0.6 },
  simulated: 0.55,
  interval: { low: 0.51, high: 0.59 },
  agrees: true,
  distance: 0.5,
}
const OUT = { ...AGREES, simulated: 0.65, agrees: false, distance: 1.5 }
const FAR = { ...AGREES, simulated: 0.75, agrees: false, distance: 2.5 }

function times(count: number, comparison: Comparison): Comparison[] {
  return Array.from({ length: count }, () => comparison)
}

describe('reportScenario', () => {
  it('is good from 98 % on', () => {
    expect(reportScenario('a', [...times(98, AGREES), ...times(2, OUT)], false).isGood).toBe(true)
    expect(reportScenario('a', [...times(97, AGREES), ...times(3, OUT)], false).isGood).toBe(false)
  })

  it('tells window, quantity, band, mean and interval, verdict', () => {
    const { lines } = reportScenario('S1', [AGREES, FAR], true)
    expect(lines.map(line => line.split(/ {2,}/))).toEqual([
      ['S1', '5-61.5 s', 'client.ok_share', '0.4 .. 0.6', '0.55 (0.51 .. 0.59)', 'agrees'],
      ['S1', '5-61.5 s', 'client.ok_share', '0.4 .. 0.6', '0.75 (0.51 .. 0.59)', 'out, 2.5 half-widths'],
    ])
  })

  it('tells only what is out, and again what is far out', () => {
    const { lines, farOut } = reportScenario('S1', [AGREES, OUT, FAR], false)
    expect(lines).toHaveLength(2)
    expect(farOut).toHaveLength(1)
    expect(farOut[0]).toContain('2.5 half-widths')
  })

  it('ends with the sum over the scenarios', () => {
    const reports = [reportScenario('a', [AGREES, OUT], false), reportScenario('b', [AGREES], false)]
    expect(reports[0].summary).toBe('a: 1 of 2 agree (50.0 %)')
    expect(closingLine(reports)).toBe('2 of 3 quantities agree in 2 scenarios')
  })
})
