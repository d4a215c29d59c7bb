import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { frontFolder } from './front.ts'
import { typed } from './typed.ts'

const home = process.cwd()
beforeAll(() => process.chdir(frontFolder()))
afterAll(() => process.chdir(home))

test('a failed assertion is exit 1 in every format, and the command to repeat it is told', async () => {
  for (const format of ['text', 'json']) {
    const args = ['run', 'front/failing.yaml', '--out', 'fail', '-o', format]
    const { code, talk } = await typed(...args)
    expect(code).toBe(1)
    expect(talk).toContain(`repeat with: meshsim ${args.join(' ')}\n`)
  }
})

test('the quick form, records included', async () => {
  const quick = ['-f', 'front/mesh.yaml', '--to', 'http://front:8080/', '--rate', '20/s', '--duration', '2s']
  const { code, data } = await typed('run', ...quick, '--seed', '7', '--out', 'q', '--records')
  expect(code).toBe(0)
  expect(data).toContain('seed 7')
  const lines = readFileSync('q/quick/seed-7/requests.csv', 'utf8').trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(1)
  expect(new Set(lines.map(line => line.split(',').length))).toEqual(new Set([18]))
  const sources = new Set(lines.slice(1).map(line => line.split(',')[0]))
  expect(sources).toEqual(new Set(['requests']))
})

test.each([
  ['a duration without unit', ['run', 'front/broken.yaml'], /^front\/broken\.yaml:4:11 error MS3004: [\s\S]*\^/],
  ['a missing scenario', ['run', 'front/none.yaml'], /^front\/none\.yaml error MS1001/],
  [
    'a --set that names nothing',
    ['run', 'front/scenario.yaml', '--set', 'traffic.users.rat=1/s'],
    /traffic\.users\.rate/,
  ],
  ['a name that nobody defines', ['run', 'front/unknown.yaml'], /^front\/unknown\.yaml:6:\d+ error MS30\d\d/],
  ['mesh files that are not there', ['run', '-f', 'none', '--to', 'http://front:8080/'], /none/],
])('%s is bad input: exit 2, told with its place, nothing written', async (_, args, words) => {
  const { code, data, talk } = await typed(...args, '--out', 'nothing')
  expect({ code, data }).toEqual({ code: 2, data: '' })
  expect(talk).toMatch(words)
  expect(existsSync('nothing')).toBe(false)
})

test('a results folder that cannot be written is told before simulating', async () => {
  expect(await typed('run', 'front/long.yaml', '--out', 'front/mesh.yaml')).toEqual({
    code: 2,
    data: '',
    talk: 'cannot write results to front/mesh.yaml/front/seed-1: a part of the path is a file\n',
  })
})
