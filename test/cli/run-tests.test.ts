import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildMeshsim, ended, meshsim, startMeshsim } from './meshsim.ts'
import { RULES, SUITE, testFolder } from './route-tests-folder.ts'
import { typed } from './typed.ts'

const ROUTER_CHECK = 'examples/router-check/tests.json'

beforeAll(buildMeshsim, 60_000)

test('without arguments: the tests below the current folder', async () => {
  const cwd = testFolder({
    'web/routes.test.yaml': SUITE.replace('mesh/', '../mesh'),
    'node_modules/other/routes.test.yaml': 'kind: RouteTests\ntests: []\n',
  })
  const { code, stdout, stderr } = await meshsim(['test'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('tests 2 passed · checks 3/3 · route coverage 100% (2 of 2)')
  const empty = await meshsim(['test'], { cwd: join(cwd, 'mesh') })
  expect(empty).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('no tests in .') })
})

test('files of one mesh share its coverage, files of another add theirs', async () => {
  const [first, second] = SUITE.split(/(?= {2}- name: old)/)
  const folder = testFolder({
    'a.test.yaml': first,
    'b.test.yaml': first.replace(/ {2}- name(.|\n)*/, '') + second,
    'other/mesh/apps.yaml': RULES.replaceAll('front', 'back'),
    'other/c.test.yaml':
      'kind: RouteTests\nmesh: { files: mesh/ }\ntests:\n  - { name: back, request: { host: back, path: /old }, expect: { status: 410 } }\n',
  })
  const { code, data } = await typed('test', folder, '--reporter', 'json')
  expect(code).toBe(0)
  expect(JSON.parse(data)).toMatchObject({
    tests: { passed: 3 },
    coverage: { routes: { covered: 3, total: 4, missing: [{ name: 'VirtualService/default/back#1' }] } },
  })
})

test('what two meshes share counts once, and is touched if either touches it', async () => {
  const [head, first, second] = SUITE.split(/(?= {2}- name: )/)
  const folder = testFolder({
    'a.test.yaml': head + first,
    'b/b.test.yaml': head.replace('mesh/', '[../mesh, more.yaml]') + second,
    'b/more.yaml': RULES.replaceAll('front', 'back'),
  })
  const { code, data } = await typed('test', folder, '--reporter', 'json')
  expect(code).toBe(0)
  expect(JSON.parse(data)).toMatchObject({
    tests: { passed: 2 },
    coverage: {
      routes: {
        covered: 2,
        total: 4,
        missing: [{ name: 'VirtualService/default/back#0' }, { name: 'VirtualService/default/back#1' }],
      },
    },
  })
})

test.each(['istio-config-validator', 'router-check'])('tests of %s run beside own ones', async format => {
  const { code, data, talk } = await typed('test', `examples/${format}`, '-f', `examples/${format}/mesh`)
  expect({ code, talk }).toEqual({ code: 0, talk: '' })
  expect(data).toMatch(/\n tests \d+ passed · checks (\d+)\/\1 · \d+ ms\n$/)
})

test('a folder where tests of other tools lie beside own ones: those without a mesh are named, the others run', async () => {
  const folder = testFolder({ 'a.test.yaml': SUITE, 'old/tests.json': readFileSync(ROUTER_CHECK, 'utf8') })
  expect(await typed('test', folder)).toMatchObject({
    code: 0,
    data: expect.stringContaining('tests 2 passed'),
    talk: expect.stringMatching(
      /old\/tests\.json warning MS4009: these tests name no mesh: they did not run\n.*with -f/,
    ),
  })
  expect(await typed('test', join(folder, 'a.test.yaml'), join(folder, 'old/tests.json'))).toMatchObject({
    code: 2,
    data: '',
    talk: expect.stringContaining('error MS4009'),
  })
  const own = testFolder({ 'a.test.yaml': SUITE, 'b.test.yaml': SUITE.replace('mesh: { files: mesh/ }\n', '') })
  expect(await typed('test', own)).toMatchObject({
    code: 2,
    talk: expect.stringMatching(/b\.test\.yaml error MS4009: .*\n.*or in the file/),
  })
})

test('tests of other tools need a mesh; tables of Envoy are none', async () => {
  expect(await typed('test', 'examples/router-check')).toMatchObject({
    code: 2,
    talk: expect.stringMatching(/tests\.json error MS4009: .*\n.*name it with -f/),
  })
  const folder = testFolder({ 'envoy.yaml': 'virtual_hosts:\n  - { name: all, domains: ["*"] }\n' })
  const told = await typed('test', 'examples/router-check', '-f', join(folder, 'envoy.yaml'))
  expect(told).toMatchObject({ code: 2, talk: expect.stringContaining('MS4205') })
})

test('given: manifests hold for their test only, and a missing one is a mistake', async () => {
  const given = `  - name: soon
    given: next.yaml
    from: { workload: front-v1 }
    request: { host: front, path: /old/1 }
    expect: { status: 451 }
`
  const [head, last] = SUITE.split(/(?= {2}- name: old)/)
  const folder = testFolder({
    'routes.test.yaml': head + given + last,
    'next.yaml': RULES.replace('410', '451'),
  })
  expect((await typed('test', folder)).code).toBe(0)
  writeFileSync(join(folder, 'routes.test.yaml'), head + given.replace('next', 'nxet') + last)
  expect(await typed('test', folder)).toMatchObject({
    code: 2,
    talk: expect.stringMatching(/routes\.test\.yaml:\d+:\d+ error MS4008: .*nxet\.yaml/),
  })
})

test('--watch runs again when the mesh changes, not when its own report does', async () => {
  const cwd = testFolder({ 'routes.test.yaml': SUITE })
  const child = startMeshsim(['test', '--watch', '--reporter', 'default', '--reporter', 'json=report.json'], { cwd })
  const end = ended(child)
  let out = ''
  child.stdout?.on('data', text => {
    out += text
  })
  const runs = () => out.match(/ tests \d+ passed/g)?.length ?? 0
  await until(() => runs() === 1 && existsSync(join(cwd, 'report.json')))
  // Nothing of the first run starts a second one.
  await new Promise(resolve => setTimeout(resolve, 400))
  expect(runs()).toBe(1)
  writeFileSync(join(cwd, 'mesh/rules.yaml'), RULES.replace('410', '451'))
  await until(() => out.includes('1 failed'))
  writeFileSync(join(cwd, 'mesh/rules.yaml'), RULES)
  await until(() => runs() === 3)
  child.kill('SIGINT')
  expect(await end).toMatchObject({ code: 130, stderr: expect.stringContaining('mesh/rules.yaml changed') })
}, 30_000)

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise(resolve => setTimeout(resolve, 100))
  expect(holds()).toBe(true)
}
