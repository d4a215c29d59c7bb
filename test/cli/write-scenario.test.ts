import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { frontFolder } from './front.ts'
import { typed } from './typed.ts'

const home = process.cwd()
beforeAll(() => process.chdir(frontFolder()))
afterAll(() => process.chdir(home))

const QUICK = ['-f', 'front/mesh.yaml', '--to', 'http://front:8080/', '--duration', '5s']

test('writes a scenario that runs as the quick form does, and never over an existing file', async () => {
  expect(await typed('init', ...QUICK, '--out', 'mine')).toEqual({
    code: 0,
    data: 'mine/scenario.yaml\n',
    talk: 'run it with: meshsim run mine/scenario.yaml\n',
  })
  const written = readFileSync('mine/scenario.yaml', 'utf8')
  expect(written).toContain('../front/mesh.yaml')
  const second = await typed('init', ...QUICK, '--out', 'mine')
  expect(second).toMatchObject({ code: 2, data: '', talk: expect.stringContaining('does not overwrite') })
  expect(readFileSync('mine/scenario.yaml', 'utf8')).toBe(written)
  const fromFile = JSON.parse((await typed('run', 'mine/scenario.yaml', '-o', 'json')).data)
  const fromFlags = JSON.parse((await typed('run', ...QUICK, '-o', 'json')).data)
  expect(fromFile.digest).toBe(fromFlags.digest)
})

test.each([
  ['mesh files that are not there', ['-f', 'none', '--to', 'http://front:8080/'], 'none'],
  ['a caller that nobody defines', ['-f', 'front/mesh.yaml', '--to', 'http://front:8080/', '--from', 'bakc'], 'bakc'],
  ['a URL that is none', ['-f', 'front/mesh.yaml', '--to', 'front:x//'], '--to'],
  ['stdin, which cannot be read again', ['-f', '-', '--to', 'http://front:8080/'], 'stdin'],
])('%s: exit 2 and nothing written', async (_, args, words) => {
  const { code, data, talk } = await typed('init', ...args, '--out', 'nothing')
  expect({ code, data }).toEqual({ code: 2, data: '' })
  expect(talk).toContain(words)
  expect(existsSync('nothing')).toBe(false)
})

test.each(['/proc/none', 'front/mesh.yaml'])('a folder that cannot be made, %s, is told', async out => {
  const { code, talk } = await typed('init', ...QUICK, '--out', out)
  expect({ code, talk }).toEqual({ code: 2, talk: expect.stringMatching(`^cannot write ${out}/scenario.yaml: `) })
})
