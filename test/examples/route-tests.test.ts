import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { typed } from '../cli/typed.ts'

test('the example suite passes and touches every rule', async () => {
  const { code, data, talk } = await typed('test', 'examples/route-tests', '--fail-under', '100', '--reporter', 'json')
  expect({ code, talk }).toEqual({ code: 0, talk: '' })
  const { tests, coverage, assumed } = JSON.parse(data)
  expect(tests).toEqual({ passed: 10, failed: 0 })
  expect(coverage).toMatchObject({ routes: { percent: 100 }, subsets: { percent: 100 } })
  // The files hold no gateway workload, which is said.
  expect(assumed).toEqual([expect.stringContaining('istio-ingressgateway')])
})

test('it fails on other rules: each test looks at something', async () => {
  // The overlay is the next step of the canary: only what speaks of weights and mirrors of rides may differ.
  const mesh = ['examples/route-tests/mesh', 'examples/route-tests/overlays']
  const args = mesh.flatMap(path => ['-f', path])
  const { code, data } = await typed('test', 'examples/route-tests', ...args, '--reporter', 'json')
  expect(code).toBe(1)
  const failed = JSON.parse(data).files[0].tests.filter(({ passed }: { passed: boolean }) => !passed)
  expect(failed.map(({ name }: { name: string }) => name)).toEqual([
    'testers ride the next version, everybody else a tenth of the time',
    'what rides promises its callers',
  ])
})

test('its page quotes it as it is', () => {
  const page = readFileSync('docs/route-tests.md', 'utf8')
  const suite = readFileSync('examples/route-tests/routes.test.yaml', 'utf8')
  const quoted = [...page.matchAll(/```yaml\n {2}- name: (.*?)```/gs)].map(([, text]) => `  - name: ${text}`)
  expect(quoted).toHaveLength(3)
  for (const text of quoted) expect(suite).toContain(text)
})
