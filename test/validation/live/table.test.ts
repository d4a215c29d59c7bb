import { expect, it } from 'vitest'
import { closingLine, tableText } from '../../../src/validation/live/table.ts'

const fact = (agrees: boolean) => ({ quantity: 'a|b', envoy: '1', meshsim: '2', band: 'exact', agrees })
const cases = [{ name: 'one', facts: [fact(true), fact(false)] }]

it('has a line per fact, bars inside cells told apart', () => {
  const lines = tableText(cases).trimEnd().split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[2]).toBe('| one | a\\|b | 1 | 2 | exact | agrees |')
  expect(lines[3]).toMatch(/DIFFERS \|$/)
})

it('closes with the count', () => {
  expect(closingLine(cases)).toBe('1 of 2 facts agree in 1 cases')
})
