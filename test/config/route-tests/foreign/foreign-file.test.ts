import { expect, test } from 'vitest'
import { foreignFormatOf, readForeignTests } from '../../../../src/config/route-tests/foreign/foreign-file.ts'
import { parseYaml } from '../../../../src/config/yaml.ts'

const told = (text: string) =>
  readForeignTests(text, 't.yaml').diagnostics.map(({ code, place: { line, column } }) => `${code} ${line}:${column}`)

test('formats are known by their shape; route tests of the own kind are neither', () => {
  const formatOf = (text: string) => foreignFormatOf(parseYaml(text, 't.yaml', 'yaml12').documents[0].value)
  expect(formatOf('testCases: []')).toBe('istio-config-validator')
  expect(formatOf('{"tests": [{"test_name": "a", "input": {}, "validate": {}}]}')).toBe('router-check')
  expect(formatOf('kind: RouteTests\ntests: [{ name: a, validate: {} }]')).toBeUndefined()
  expect(formatOf('tests: [{ name: a, request: {}, expect: {} }]')).toBeUndefined()
})

test('a test case is read with its blocks as written; wantMatch is false unless it is set', () => {
  const { validator, diagnostics } = readForeignTests(
    `testCases:
  - description: d
    request: { authority: [a, b], method: [GET], uri: [/x], headers: { X-N: 7 } }
    rewrite: { uri: /y }`,
    't.yaml',
  )
  expect(diagnostics).toEqual([])
  expect(validator).toMatchObject([
    {
      description: 'd',
      wantMatch: false,
      request: { authority: ['a', 'b'], headers: new Map([['X-N', '7']]) },
      blocks: [['rewrite', { uri: '/y' }]],
      place: { line: 2 },
    },
  ])
})

test.each([
  [
    'an unknown key',
    'testCases:\n  - wantMach: true\n    request: { authority: [a], method: [G], uri: [/] }\n    route: [{}]',
    ['MS4201 2:5'],
  ],
  [
    'an empty list',
    'testCases:\n  - request: { authority: [], method: [G], uri: [/] }\n    route: [{}]',
    ['MS4202 2:27'],
  ],
  ['a missing list', 'testCases:\n  - request: { authority: [a], uri: [/] }\n    route: [{}]', ['MS4202 2:14']],
  [
    'a wrong type',
    'testCases:\n  - request: { authority: a, method: [G], uri: [/] }\n    route: [{}]',
    ['MS4203 2:27'],
  ],
  ['nothing compared', 'testCases:\n  - request: { authority: [a], method: [G], uri: [/] }', ['MS4204 2:5']],
  ['no test', 'testCases: []', ['MS4206 1:12']],
  ['a table of Envoy', 'virtual_hosts: []', ['MS4205 1:1']],
  [
    'an unknown key of validate',
    'tests:\n  - input: { authority: a, path: / }\n    validate: { cluster: x }',
    ['MS4201 3:17'],
  ],
  [
    'an input without a path',
    'tests:\n  - input: { authority: a }\n    validate: { cluster_name: x }',
    ['MS4202 2:12'],
  ],
  [
    'a figure that is none',
    'tests:\n  - input: { authority: a, path: / }\n    validate: { code_redirect: x }',
    ['MS4203 3:32'],
  ],
])('%s is told at its place', (_, text, expected) => {
  expect(told(text)).toEqual(expected)
})

test('headers of router_check in their old and new notation', () => {
  const { routerCheck } = readForeignTests(
    JSON.stringify({
      tests: [
        {
          test_name: 't',
          input: { authority: 'a', path: '/', method: 'GET', random_value: '12' },
          validate: {
            request_header_matches: [
              { name: 'X-A', exact_match: '1' },
              { name: 'x-b', present_match: false },
              { name: 'x-c', string_match: { safe_regex: { regex: 'a+' } }, invert_match: true },
            ],
          },
        },
      ],
    }),
    't.json',
  )
  expect(routerCheck[0].input.randomValue).toBe(12)
  expect(routerCheck[0].validate.requestHeaders).toEqual([
    { name: 'x-a', match: { kind: 'exact', value: '1' }, invert: false },
    { name: 'x-b', match: 'present', invert: true },
    { name: 'x-c', match: { kind: 'regex', value: 'a+' }, invert: true },
  ])
})
