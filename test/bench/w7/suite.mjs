// W7's route tests as YAML text, over the services of W6: each test is written out, as a generator or a team would.
import { serviceAt } from '../w6/mesh.mjs'

export const SERVICES = 100
export const TESTS = 10_000

/** Ways through a VirtualService of W6: path, user and what must come of them. */
const WAYS = [
  ({ timeoutSeconds }, turn) => ({
    request: `path: /anything/${turn}`,
    expect: `split: { v1: 90, v2: 10 }, timeout: ${timeoutSeconds}s, retries: { attempts: 3 }`,
    rule: 2,
  }),
  ({ path }, turn) => ({ request: `path: "${path}/items?page=${turn}"`, expect: 'subset: v2', rule: 1 }),
  ({ name }, turn) => ({
    request: `path: /old-${name}/${turn}/v2`,
    expect: 'subset: v2, rewrite: { path: / }',
    rule: 1,
  }),
  ({ name }, turn) => ({
    request: `path: /${name}/cart/${turn}, headers: { end-user: jason }`,
    expect: 'subset: v3',
    rule: 0,
  }),
]

/** A file of `TESTS` tests with one call each. */
export function suiteText() {
  const tests = Array.from({ length: TESTS }, (_, index) => testText(index))
  return `kind: RouteTests\nmesh: { files: [mesh.yaml] }\ntests:\n${tests.join('')}`
}

function testText(index) {
  const facts = serviceAt(index % SERVICES)
  const turn = Math.floor(index / SERVICES)
  const { request, expect, rule } = WAYS[turn % WAYS.length](facts, turn)
  const { name, namespace, host, port } = facts
  return `  - name: ${name} ${turn}
    from: { workload: team-0/caller }
    request: { host: "${host}:${port}", ${request} }
    expect: { to: ${host}, rule: VirtualService/${namespace}/${name}#${rule}, ${expect} }
`
}
