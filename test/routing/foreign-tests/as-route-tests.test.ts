import { expect, test } from 'vitest'
import { readMesh } from '../../../src/config/read-mesh.ts'
import { readForeignTests } from '../../../src/config/route-tests/foreign/foreign-file.ts'
import { initHash } from '../../../src/proxy/hash.ts'
import { foreignRouteTests } from '../../../src/routing/foreign-tests/as-route-tests.ts'
import { boundMesh } from '../../../src/routing/foreign-tests/bound-mesh.ts'

const MESH = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: zoo }
spec:
  hosts: ["*.zoo.example"]
  http:
    - match: [{ uri: { prefix: /apes } }]
      route: [{ destination: { host: apes } }]
    - route: [{ destination: { host: birds } }]
`

const CASES = `testCases:
  - description: apes have a house of their own
    wantMatch: true
    request: { authority: [north.zoo.example], method: [GET, POST], uri: [/apes/1, /owls/1] }
    route: [{ destination: { host: apes } }]
  - description: birds fly
    wantMatch: true
    request: { authority: [north.zoo.example], method: [GET], uri: [/owls] }
    route: [{ destination: { host: birds } }]
`

async function run(name?: string) {
  await initHash()
  const mesh = boundMesh(readMesh([{ path: 'zoo.yaml', text: MESH }]))
  const lineAt = ({ file, line }: { file: string; line: number }) =>
    file === 'zoo.yaml' ? MESH.split('\n')[line - 1] : ''
  return foreignRouteTests(mesh, [readForeignTests(CASES, 'cases.yaml')], { ...(name ? { name } : {}), lineAt })
}

test('a test for each case, a check for each of its requests', async () => {
  const [{ file, tests }] = await run()
  expect(file).toBe('cases.yaml')
  expect(tests.map(({ name, place }) => [name, place.line])).toEqual([
    ['apes have a house of their own', 2],
    ['birds fly', 6],
  ])
  const titles = tests.map(({ checks }) => checks.map(({ title }) => title))
  const at = 'north.zoo.example'
  expect(titles).toEqual([
    [`GET ${at}/apes/1`, `POST ${at}/apes/1`, `GET ${at}/owls/1`, `POST ${at}/owls/1`].map(spaced),
    [''],
  ])
})

/** As requests of these tools are told: method, authority and path apart. */
function spaced(text: string): string {
  return text.replace('example/', 'example /')
}

test('a failure names the rule that took the request, and its line', async () => {
  const [{ tests }] = await run()
  const [passed, , failed] = tests[0].checks
  expect(passed.failures).toEqual([])
  expect(failed.failures).toEqual([
    {
      what: 'route',
      expected: '[{"destination":{"host":"apes"}}]',
      got: '[{"destination":{"host":"birds"}}]',
      lines: [
        {
          place: expect.objectContaining({ file: 'zoo.yaml', line: 9 }),
          text: '    - route: [{ destination: { host: birds } }]',
          words: 'VirtualService/default/zoo#1 takes it',
          role: 'took',
        },
      ],
    },
  ])
})

test('what the older tool would have said is kept as a note', async () => {
  const [{ tests }] = await run()
  expect(tests[1].checks[0].note).toMatch(/would fail this: .*wildcards/)
})

test('only tests of a name', async () => {
  const [{ tests }] = await run('birds')
  expect(tests.map(({ name }) => name)).toEqual(['birds fly'])
})
