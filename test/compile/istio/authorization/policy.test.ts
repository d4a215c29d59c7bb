import { expect, it } from 'vitest'
import { policiesOf, readAuthorizationPolicies } from '../../../../src/compile/istio/authorization/policy.ts'
import { documents, istio, meshOf } from '../mesh-of.ts'

const policy = (name: string, namespace: string, spec: object, annotations: Readonly<Record<string, string>> = {}) =>
  istio('AuthorizationPolicy', name, namespace, spec, { annotations })

it('policies of a workload are sorted by what they do, those of the root namespace apart', () => {
  const rules = [{}]
  const all = readAuthorizationPolicies(
    meshOf(
      documents(
        policy('allow', 'default', {}),
        policy('deny', 'default', { action: 'DENY', rules }),
        policy('root', 'istio-system', { action: 'DENY', rules }),
        policy('audit', 'default', { action: 'AUDIT', rules }),
        policy('custom', 'default', { action: 'CUSTOM', provider: { name: 'ext' }, rules }),
        policy('elsewhere', 'other', { action: 'DENY', rules }),
      ),
    ),
  )
  const found = policiesOf(all, { namespace: 'default', labels: {} }, 'istio-system')
  const names = Object.entries(found).map(([key, list]) => [key, list.map(({ name }: { name: string }) => name)])
  expect(Object.fromEntries(names)).toEqual({
    custom: ['custom'],
    audit: ['audit'],
    rootDeny: ['root'],
    deny: ['deny'],
    allow: ['allow'],
  })
  expect(found.custom[0].provider).toBe('ext')
})

it.each([
  ['true', true],
  ['True', true],
  ['1', true],
  ['false', false],
  ['yes', false],
])('the annotation istio.io/dry-run: %s counts: %s', (value, expected) => {
  const [read] = readAuthorizationPolicies(meshOf(policy('a', 'default', {}, { 'istio.io/dry-run': value })))
  expect(read.dryRun).toBe(expected)
})
