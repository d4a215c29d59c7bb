import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { SUITE, testFolder } from './route-tests-folder.ts'
import { typed } from './typed.ts'

afterEach(() => vi.unstubAllEnvs())

const FAILING = SUITE.replace('status: 410', 'status: 404')

test.each([
  ['all is well', SUITE, [], 0],
  ['a check that fails', FAILING, [], 1],
  ['the failing test is left out', FAILING, ['--name', 'front takes'], 0],
  ['no test of that name', SUITE, ['--name', 'nobody'], 2],
  ['enough coverage', SUITE, ['--fail-under', '100'], 0],
  ['an unknown key', SUITE.replace('status:', 'statsu:'), [], 2],
  ['an empty suite', 'kind: RouteTests\nmesh: { files: mesh/ }\ntests: []\n', [], 2],
  ['a caller that the mesh does not have', SUITE.replace('front-v1', 'front-v2'), [], 2],
  ['a mesh that is not there', SUITE.replace('mesh/', 'mehs/'), [], 2],
  ['no mesh at all', SUITE.replace(/mesh: .*\n/, ''), [], 2],
  ['no YAML', 'kind: RouteTests\ntests: [\n', [], 2],
  ['two tests of one name', SUITE.replace('old paths are gone', 'the front takes what is new'), [], 2],
])('%s', async (_what, suite, flags, code) => {
  const folder = testFolder({ 'routes.test.yaml': suite })
  const told = await typed('test', folder, ...flags)
  expect(told).toMatchObject({ code })
  // Verdicts are data, mistakes are talk; neither is silent.
  expect(told.data === '').toBe(code === 2)
  expect(told.talk === '').toBe(code !== 2)
})

test('mistakes stand at their place, with help', async () => {
  const folder = testFolder({ 'routes.test.yaml': SUITE.replace('front-v1', 'front-v2') })
  const { talk } = await typed('test', folder)
  expect(talk).toMatch(/routes\.test\.yaml:5:\d+ error MS4007: .*front-v2/)
  expect(talk).toContain('did you mean front-v1?')
  expect((await typed('test', folder, '-f', join(folder, 'mehs'))).talk).toContain('there is no such file or folder')
  const mistyped = testFolder({ 'routes.test.yaml': SUITE.replace('mesh/', 'mehs/') })
  expect((await typed('test', mistyped)).talk).toMatch(/routes\.test\.yaml:2:\d+ error MS4008: .*mehs/)
})

test.each([
  ['--reporter', 'pretty', 'no reporter is called pretty: there are default, dot, json, junit, github, tap'],
  ['--reporter', 'junit=', 'a file name is missing'],
  ['--fail-under', '101', 'a percentage from 0 to 100'],
  ['--fail-under', 'most', 'a percentage from 0 to 100'],
  ['--nmae', 'x', 'did you mean --name?'],
])('%s %s is a mistake on the command line', async (flag, value, message) => {
  expect(await typed('test', flag, value)).toMatchObject({ code: 2, data: '', talk: expect.stringContaining(message) })
})

test('coverage that a file or the command line demands', async () => {
  const partly = SUITE.replace(/ {2}- name: old(.|\n)*/, '')
  const folder = testFolder({ 'routes.test.yaml': partly })
  expect(await typed('test', folder)).toMatchObject({
    code: 0,
    data: expect.stringContaining('route coverage 50% (1 of 2; missing VirtualService/default/front#0)'),
  })
  expect((await typed('test', folder, '--fail-under', '50')).code).toBe(0)
  expect(await typed('test', folder, '--fail-under', '50.1%')).toMatchObject({
    code: 1,
    data: expect.stringContaining('1 of 2 are touched, 50.1% are wanted'),
  })
  const demanding = testFolder({ 'routes.test.yaml': `${partly}coverage: { routes: 60% }\n` })
  expect((await typed('test', demanding)).code).toBe(1)
  // A part of the tests says nothing of what all of them touch.
  expect((await typed('test', demanding, '--name', 'new')).code).toBe(0)
  const excluding = `${partly}coverage: { routes: 100%, exclude: ["VirtualService/default/front#0"] }\n`
  expect((await typed('test', testFolder({ 'routes.test.yaml': excluding }))).code).toBe(0)
})

test('-f stands in for the mesh that a file names', async () => {
  const folder = testFolder({ 'routes.test.yaml': SUITE, 'other/apps.yaml': '' })
  const moved = SUITE.replace('mesh/', 'nowhere/')
  const elsewhere = testFolder({ 'routes.test.yaml': moved })
  expect((await typed('test', elsewhere, '-f', join(folder, 'mesh'))).code).toBe(0)
})

test('a failure ends with the command that repeats it', async () => {
  const folder = testFolder({ 'routes.test.yaml': FAILING })
  const { data } = await typed('test', folder, '-f', join(folder, 'mesh'))
  const again = /again: meshsim test (\S+) -f (\S+) --name '([^']*)'/.exec(data)
  expect(again?.slice(1)).toEqual([join(folder, 'routes.test.yaml'), join(folder, 'mesh'), 'old paths are gone'])
  const [, file = '', mesh = '', name = ''] = again ?? []
  const repeated = await typed('test', file, '-f', mesh, '--name', name)
  expect(repeated).toMatchObject({ code: 1, data: expect.stringContaining('tests 0 passed, 1 failed') })
})

test('a rule that would take the request, but stands behind the one that did, says so', async () => {
  const wrong = SUITE.replace('expect: { status: 410 }', 'expect: { to: front }')
  const { data } = await typed('test', testFolder({ 'routes.test.yaml': wrong }))
  expect(data).toMatch(/\^+ takes it: path starts with "\/old"/)
  expect(data).toMatch(/- route: \[.*\n.*~+ takes it, too, but stands behind the rule that did/)
})

test('reporters write files, and somebody still reads the outcome', async () => {
  const folder = testFolder({ 'routes.test.yaml': FAILING })
  const [junit, json] = ['out/routes.xml', 'out/routes.json'].map(name => join(folder, name))
  const { code, data } = await typed('test', folder, '--reporter', `junit=${junit}`, '--reporter', `json=${json}`)
  expect(code).toBe(1)
  expect(data).toContain('tests 1 passed, 1 failed · checks 2/3')
  expect(readFileSync(junit, 'utf8')).toContain('<testsuites name="meshsim test" tests="3" failures="1"')
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ passed: false, tests: { passed: 1, failed: 1 } })
  const tap = await typed('test', folder, '--reporter', 'tap', '--reporter', `json=${json}`)
  expect(tap.data).toMatch(/^TAP version 14\n1\.\.3\n/)
  const blocked = await typed('test', folder, '--reporter', `junit=${join(folder, 'routes.test.yaml', 'x.xml')}`)
  expect(blocked).toMatchObject({ code: 2, talk: expect.stringContaining('cannot write') })
})

test('one file of mesh resources among the tests is not one of tests, and the other way round', async () => {
  // The tests lie in the folder that is the mesh.
  const folder = testFolder({ 'mesh/routes.test.yaml': SUITE.replace('mesh/', '.'), 'mesh/notes.yaml': 'validate: me' })
  expect(await typed('test', folder)).toMatchObject({ code: 0, talk: '' })
  const named = await typed('test', join(folder, 'mesh/rules.yaml'))
  expect(named).toMatchObject({ code: 2, talk: expect.stringContaining('rules.yaml') })
})
