import { Validator } from '@cfworker/json-schema'
import { describe, expect, test } from 'vitest'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'
import { routeTestsReference } from '../../../src/config/route-tests/reference.ts'
import { routeTestsSchema, routeTestsSchemaText } from '../../../src/config/route-tests/schema.ts'
import { parseYaml } from '../../../src/config/yaml.ts'
import { WORKED_EXAMPLE } from './worked-example.ts'

describe('what is generated from the format table', () => {
  test('the shipped JSON Schema is up to date', async () => {
    await expect(routeTestsSchemaText()).toMatchFileSnapshot('../../../schema/routes.v1.json')
  })

  test('the reference page is up to date', async () => {
    await expect(routeTestsReference()).toMatchFileSnapshot('../../../docs/route-tests-reference.md')
  })
})

describe('the JSON Schema', () => {
  const validator = new Validator(routeTestsSchema() as object, '7', false)

  test('accepts the worked example', () => {
    const [document] = parseYaml(WORKED_EXAMPLE, 't.yaml', 'yaml12').documents
    expect(validator.validate(document.value).errors).toEqual([])
  })

  /** Of one test: the reader says the same as the schema. */
  test.each([
    ['the least test', {}, true],
    ['an unknown key', { expects: { to: 'a' } }, false],
    ['an unknown expectation', { expect: { subsets: 'v1' } }, false],
    ['a status that is text', { expect: { status: '404' } }, false],
    ['a TLS mode that does not exist', { expect: { mtls: 'YES' } }, false],
    ['a share above 100', { expect: { split: { v1: 101 } } }, false],
    ['a share as text', { expect: { split: { v1: '90%', v2: '10%' } } }, true],
    ['a comparison', { expect: { endpoints: '>= 1' } }, true],
    ['a comparison without number', { expect: { endpoints: '>=' } }, false],
    ['none for a policy', { expect: { retries: 'none', timeout: 'none' } }, true],
    ['a duration without unit', { expect: { timeout: 3 } }, false],
    ['a rule without kind', { expect: { rule: 'a#0' } }, false],
    ['statuses among conditions', { expect: { retries: { 'retry-on': ['reset', 503] } } }, true],
    ['a mirror without host', { expect: { mirror: { percent: 5 } } }, false],
    ['no case', { cases: [] }, false],
    ['an empty header', { request: { host: 'a', headers: { h: '' } } }, true],
    ['a header that is a number', { request: { host: 'a', headers: { h: 1 } } }, false],
  ])('%s', (_, change, isRight) => {
    const suite = { kind: 'RouteTests', tests: [{ name: 'a', request: { host: 'a' }, expect: { to: 'a' }, ...change }] }
    expect(validator.validate(suite).valid).toBe(isRight)
    expect(readRouteTests(JSON.stringify(suite), 't.json').suite !== undefined).toBe(isRight)
  })
})
