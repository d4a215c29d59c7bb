import { describe, expect, it } from 'vitest'
import { appliesTo, readPolicyScope } from '../../../src/compile/istio/policy-scope.ts'
import { istio, meshOf } from './mesh-of.ts'

const scopeOf = (namespace: string, spec: object) =>
  readPolicyScope(meshOf(istio('AuthorizationPolicy', 'p', namespace, spec)).resources[0])

const applies = (namespace: string, spec: object, labels: Readonly<Record<string, string>>) =>
  appliesTo(scopeOf(namespace, spec), { namespace: 'default', labels }, 'istio-system')

const web = { selector: { matchLabels: { app: 'web' } } }

describe('a policy', () => {
  // Recorded case 253.
  it('is for its own namespace; one of the root namespace for all, selector or not', () => {
    expect(applies('default', {}, { app: 'web' })).toBe(true)
    expect(applies('istio-system', {}, { app: 'web' })).toBe(true)
    expect(applies('istio-system', web, { app: 'web' })).toBe(true)
    expect(applies('other', {}, { app: 'web' })).toBe(false)
  })

  it('picks workloads by all labels of its selector', () => {
    expect(applies('default', web, { app: 'web', version: 'v1' })).toBe(true)
    expect(applies('default', web, { app: 'api' })).toBe(false)
    expect(applies('default', { selector: { matchLabels: { app: 'web', version: 'v9' } } }, { app: 'web' })).toBe(false)
  })

  // Recorded cases 255 and 266.
  it('by reference is for Kubernetes Gateways of its own namespace only', () => {
    const ref = { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'front' }] }
    const front = { 'gateway.networking.k8s.io/gateway-name': 'front' }
    expect(applies('default', ref, front)).toBe(true)
    expect(applies('istio-system', ref, front)).toBe(false)
    expect(applies('default', ref, { ...front, 'gateway.networking.k8s.io/gateway-name': 'back' })).toBe(false)
    expect(applies('default', ref, { app: 'web' })).toBe(false)
    expect(applies('default', { targetRefs: [{ kind: 'Service', group: '', name: 'web' }] }, { app: 'web' })).toBe(
      false,
    )
  })
})
