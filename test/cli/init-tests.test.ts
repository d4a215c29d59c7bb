import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseYaml } from '../../src/config/yaml.ts'
import { typed } from './typed.ts'

const MESH = 'scenarios/01-bookinfo-canary-zone-loss/mesh'

test('writes a first file of tests, and never over an existing one', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'meshsim-')), 'routes.test.yaml')
  const { code, data } = await typed('init', 'tests', MESH, '--out', out)
  expect(code).toBe(0)
  expect(data).toMatch(/routes\.test\.yaml: \d+ tests; run them with meshsim test /)
  const text = readFileSync(out, 'utf8')
  const { documents, diagnostics } = parseYaml(text, out, 'yaml12')
  expect(diagnostics).toEqual([])
  // The canary of the scenario begins with everything at v1.
  expect(documents[0].value).toMatchObject({
    kind: 'RouteTests',
    tests: expect.arrayContaining([
      expect.objectContaining({
        expect: expect.objectContaining({ to: 'reviews.default.svc.cluster.local', subset: 'v1' }),
      }),
    ]),
  })
  expect(await typed('init', 'tests', MESH, '--out', out)).toMatchObject({
    code: 2,
    talk: expect.stringContaining('name another file with --out'),
  })
  expect(readFileSync(out, 'utf8')).toBe(text)
})

test('files without a route are an error, and so is no file', async () => {
  expect(await typed('init', 'tests', `${MESH}/apps.yaml`)).toMatchObject({
    code: 2,
    talk: expect.stringContaining('no VirtualService'),
  })
  expect((await typed('init', 'tests')).code).toBe(2)
})

const MESHES = [
  ...readdirSync('scenarios').map(name => `scenarios/${name}/mesh`),
  ...['route-tests', 'istio-config-validator', 'router-check'].map(name => `examples/${name}/mesh`),
]

test.each(MESHES)('what is written for %s passes at once', async mesh => {
  const out = join(mkdtempSync(join(tmpdir(), 'meshsim-')), 'routes.test.yaml')
  const written = await typed('init', 'tests', mesh, '--out', out)
  expect(written).toMatchObject({ code: 0, talk: expect.not.stringContaining('error') })
  const count = Number(/: (\d+) tests/.exec(written.data)?.[1])
  expect(count).toBeGreaterThan(0)
  const { code, data } = await typed('test', out, '--reporter', 'json')
  const { files } = JSON.parse(data)
  expect(files[0].tests.filter(({ passed }: { passed: boolean }) => !passed)).toEqual([])
  expect(files[0].tests).toHaveLength(count)
  expect(code).toBe(0)
})
