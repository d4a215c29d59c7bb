import { expect, test } from 'vitest'
import { commandText, flagReader, usageMessage } from '../../src/cli/usage.ts'

test('reads values in base units', () => {
  const reader = flagReader({ rate: '50/m', duration: '12m30s', seed: '42', f: ['a', 'b'], records: true })
  expect(reader.ratePerSecond('rate')).toBeCloseTo(50 / 60)
  expect(reader.durationNs('duration')).toBe(750_000_000_000)
  expect(reader.seed('seed')).toBe(42)
  expect(reader.texts('f')).toEqual(['a', 'b'])
  expect(reader.flag('records')).toBe(true)
  expect(reader.text('absent')).toBeUndefined()
  expect(reader.problems).toEqual([])
})

test('tells everything that is wrong at once', () => {
  const reader = flagReader({ rate: '100', duration: '5', seed: '-1', to: ['a', 'b'], out: '' })
  reader.ratePerSecond('rate')
  reader.durationNs('duration')
  reader.seed('seed')
  reader.text('to')
  reader.text('out')
  expect(reader.problems).toHaveLength(5)
  expect(reader.problems[0]).toContain('write 100/s')
  expect(reader.problems[1]).toContain('write 5s')
  expect(reader.problems[2]).toContain('--seed -1')
  expect(reader.problems[3]).toContain('--to is given 2 times')
  expect(reader.problems[4]).toContain('--out needs a value')
})

test.each(['1.5', '1e3', 'x', '0x10', '12345678901234567890'])('%s is no seed', text => {
  const reader = flagReader({ seed: text })
  expect(reader.seed('seed')).toBeUndefined()
  expect(reader.problems).toHaveLength(1)
})

test('what yargs does not know gets the nearest match', () => {
  const known = { commands: ['run', 'init'], flags: ['rate', 'records'], parts: { export: ['envoy'] } }
  const told = (message: string, ...args: string[]) => usageMessage(message, args, known)
  expect(told('Unknown argument: rat', 'run', '--rat', '5')).toBe('unknown flag --rat; did you mean --rate?')
  expect(told('Unknown arguments: recrods, x', 'run', '--recrods', '-x')).toBe(
    'unknown flag --recrods; did you mean --records?\nunknown flag -x',
  )
  expect(told('Unknown argument: rnu', 'rnu')).toBe('unknown command "rnu"; did you mean run?')
  expect(told('Unknown argument: frobnicate', 'frobnicate')).toBe('unknown command "frobnicate"; there are run, init')
  expect(told('Unknown argument: b.yaml', 'run', 'a.yaml', 'b.yaml')).toBe('"b.yaml" is one argument too many')
  expect(told('Not enough arguments following: f', 'run', '-f')).toBe('-f needs a value')
  const choice = 'Invalid values:\n  Argument: o, Given: "yaml", Choices: "text", "json"'
  expect(told(choice, 'run', '-o', 'yaml')).toBe('-o yaml: there are text, json')
  expect(told('Not enough non-option arguments: got 0, need at least 1', 'init', 'tests', '--out', 'a')).toBe(
    'init tests lacks an argument; meshsim init tests --help names it',
  )
  expect(told('Unknown arguments: envy, s.yaml', 'export', 'envy', 's.yaml')).toBe(
    'export knows no "envy"; there is envoy',
  )
  expect(told('something new', 'run')).toBe('something new')
})

test('a command line is quoted as a shell needs it', () => {
  expect(commandText(['run', 'my file.yaml', '--set', "a='b'", '--rate', '100/s'])).toBe(
    "meshsim run 'my file.yaml' --set 'a='\\''b'\\''' --rate 100/s",
  )
})
