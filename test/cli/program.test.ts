import { expect, test } from 'vitest'
import { typed } from './typed.ts'

test('--help opens with four examples', async () => {
  const { code, data, talk } = await typed('--help')
  expect(code).toBe(0)
  expect(talk).toBe('')
  const lines = data.split('\n')
  expect(lines[0]).toBe('Examples:')
  expect(lines.slice(1, 5).every(line => line.startsWith('  meshsim '))).toBe(true)
  expect(lines[5]).toBe('')
})

test('run --help names every flag', async () => {
  const { code, data } = await typed('run', '--help')
  expect(code).toBe(0)
  const flags = ['-f', '--to', '--from', '--rate', '--duration', '--seed', '--set', '--out', '-o', '--records']
  for (const flag of flags) expect(data).toContain(flag)
})

test('--version is the package’s', async () => {
  expect(await typed('--version')).toMatchObject({ code: 0, data: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test('completion prints a script', async () => {
  expect(await typed('completion')).toMatchObject({ code: 0 })
})

test.each([
  ['no command', [], 'Usage: meshsim'],
  ['an unknown command', ['rnu'], 'unknown command "rnu"; did you mean run?'],
  ['an unknown flag', ['run', 'a.yaml', '--recrods'], 'unknown flag --recrods; did you mean --records?'],
  ['a flag without its value', ['run', 'a.yaml', '--seed'], '--seed needs a value'],
  ['a flag given twice', ['run', 'a.yaml', '--seed', '1', '--seed', '2'], '--seed is given 2 times'],
  ['nothing to run', ['run'], 'nothing to run'],
  ['mesh files without a URL', ['run', '-f', 'mesh'], 'needs --to'],
  ['a scenario beside mesh files', ['run', 'a.yaml', '-f', 'mesh', '--to', 'http://a'], '"a.yaml" beside -f'],
  ['a glob that the shell opened', ['run', '-f', 'a.yaml', 'b.yaml', '--to', 'http://a'], 'quote a glob'],
  ['a quick flag beside a scenario', ['run', 'a.yaml', '--rate', '5/s'], '--set traffic.<source>.rate'],
  ['a bare duration', ['run', '-f', 'm', '--to', 'http://a', '--duration', '60'], 'write 60s'],
  ['a bare rate', ['run', '-f', 'm', '--to', 'http://a', '--rate', '60'], 'write 60/s'],
  ['an unknown format', ['run', 'a.yaml', '-o', 'xml'], '-o xml: there are text, json'],
  ['two scenarios', ['run', 'a.yaml', 'b.yaml'], '"b.yaml" is one argument too many'],
  ['init without a URL', ['init', '-f', 'mesh'], 'missing: --to, --out'],
])('%s is bad usage: exit 2, told on stderr', async (_, args, words) => {
  const { code, data, talk } = await typed(...args)
  expect(talk).toContain(words)
  expect({ code, data }).toEqual({ code: 2, data: '' })
})
