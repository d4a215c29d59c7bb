import { describe, expect, test } from 'vitest'
import { resolveScalar, scalarTrap } from '../../src/config/yaml-scalar.ts'

// Expectations for kubectl follow go-yaml v2's resolve(), for yaml12 the core schema of the YAML 1.2 specification, 10.3.2.
const table: [text: string, kubectl: unknown, yaml12: unknown][] = [
  ['y', true, 'y'],
  ['Y', true, 'Y'],
  ['yes', true, 'yes'],
  ['Yes', true, 'Yes'],
  ['YES', true, 'YES'],
  ['yEs', 'yEs', 'yEs'],
  ['on', true, 'on'],
  ['On', true, 'On'],
  ['n', false, 'n'],
  ['no', false, 'no'],
  ['NO', false, 'NO'],
  ['off', false, 'off'],
  ['true', true, true],
  ['TRUE', true, true],
  ['False', false, false],
  ['tRue', 'tRue', 'tRue'],
  ['', null, null],
  ['~', null, null],
  ['null', null, null],
  ['Null', null, null],
  ['nil', 'nil', 'nil'],
  ['0', 0, 0],
  ['-0', 0, 0],
  ['12', 12, 12],
  ['+12', 12, 12],
  ['-12', -12, -12],
  ['0644', 420, 644],
  ['0899', 899, 899],
  ['0o17', 15, 15],
  ['0x1F', 31, 31],
  ['-0x1F', -31, '-0x1F'],
  ['0b101', 5, '0b101'],
  ['1_000', 1000, '1_000'],
  ['22:22', '22:22', '22:22'],
  ['2024-01-31', '2024-01-31', '2024-01-31'],
  ['2024-01-31T12:00:00Z', '2024-01-31T12:00:00Z', '2024-01-31T12:00:00Z'],
  ['1.5', 1.5, 1.5],
  ['1.30', 1.3, 1.3],
  ['1.', 1, 1],
  ['.5', 0.5, 0.5],
  ['1e3', 1000, 1000],
  ['1.2.3', '1.2.3', '1.2.3'],
  ['10s', '10s', '10s'],
  ['-', '-', '-'],
  ['.inf', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ['-.Inf', Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ['.nan', Number.NaN, Number.NaN],
  // 2^53 fits, 2^53 + 1 does not: it keeps its digits.
  ['9007199254740991', 9007199254740991, 9007199254740991],
  ['9007199254740993', '9007199254740993', '9007199254740993'],
]

describe('plain scalars', () => {
  test.each(table)('%s', (text, kubectl, yaml12) => {
    expect(resolveScalar(text, 'kubectl')).toBe(kubectl)
    expect(resolveScalar(text, 'yaml12')).toBe(yaml12)
  })
})

test('tells the three traps of YAML, and nothing else', () => {
  expect(scalarTrap('on')).toContain('boolean')
  expect(scalarTrap('No')).toContain('boolean')
  expect(scalarTrap('12:30')).toContain('base 60')
  expect(scalarTrap('1.30')).toContain('1.3')
  for (const harmless of ['true', '12m30s', '1.31', '1.5', '10', 'once', '12:99'])
    expect(scalarTrap(harmless)).toBeUndefined()
})
