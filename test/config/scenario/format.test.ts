import { Validator } from '@cfworker/json-schema'
import { describe, expect, test } from 'vitest'
import { scenarioReference } from '../../../src/config/scenario/format/reference.ts'
import { scenarioSchema, scenarioSchemaText } from '../../../src/config/scenario/format/schema.ts'
import { parseScenarioYaml } from '../../../src/config/scenario/scenario-yaml.ts'
import { WORKED_EXAMPLE } from './worked-example.ts'

describe('what is generated from the format table', () => {
  test('the shipped JSON Schema is up to date', async () => {
    await expect(scenarioSchemaText()).toMatchFileSnapshot('../../../schema/scenario.v1.json')
  })

  test('the reference page is up to date', async () => {
    await expect(scenarioReference()).toMatchFileSnapshot('../../../docs/scenario.md')
  })
})

describe('the JSON Schema', () => {
  const validator = new Validator(scenarioSchema() as object, '7', false)
  const isValid = (value: unknown) => validator.validate(value).valid
  const least = { duration: '1m', mesh: { files: 'm.yaml' }, traffic: { a: { to: 'http://a/', rate: '1/s' } } }

  test('accepts the worked example', () => {
    const [document] = parseScenarioYaml(WORKED_EXAMPLE, 's.yaml').documents
    expect(validator.validate(document.value).errors).toEqual([])
  })

  test.each([
    ['the least scenario', {}, true],
    ['an unknown key', { durations: '1m' }, false],
    ['a duration without unit', { duration: 60 }, false],
    ['a duration with an unknown unit', { duration: '5min' }, false],
    ['an Istio release as a number', { mesh: { files: 'm.yaml', istio: 1.3 } }, false],
    ['an unknown verb', { timeline: [{ at: '1s', destroy: 'a' }] }, false],
    ['a negative rate', { traffic: { a: { to: 'http://a/', rate: '-1/s' } } }, false],
    ['a source without a name', { traffic: [] }, false],
  ])('%s', (_, change, expected) => {
    expect(isValid({ ...least, ...change })).toBe(expected)
  })
})
