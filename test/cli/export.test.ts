import { expect, it, test } from 'vitest'
import { typed } from './typed.ts'

const SCENARIO = 'scenarios/02-blue-green-cut'

it('gives the bootstrap on stdout and everything else on stderr', async () => {
  const { code, data, talk } = await typed('export', 'envoy', SCENARIO, '-o', 'json', '--first-port', '16001')
  expect(code).toBe(0)
  expect(JSON.parse(data)).toHaveProperty('static_resources.clusters')
  expect(talk).toContain('is dialled at 127.0.0.1:16001')
})

it('is YAML by default', async () => {
  const { data } = await typed('export', 'envoy', SCENARIO)
  expect(data).toMatch(/^node:\n/)
})

test.each([
  ['nothing to export to', ['export'], 'export what?'],
  ['a port that is none', ['export', 'envoy', SCENARIO, '--admin-port', '70000'], '--admin-port 70000'],
  [
    'a proxy that is none',
    ['export', 'envoy', SCENARIO, '--proxy', 'default/nobody'],
    'no proxy default/nobody; there are',
  ],
  ['no scenario', ['export', 'envoy', 'nowhere'], 'nowhere'],
])('%s', async (_, args, said) => {
  const { code, talk } = await typed(...args)
  expect(code).toBe(2)
  expect(talk).toContain(said)
})
