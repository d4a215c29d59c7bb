import { expect, test } from 'vitest'
import { expandPods } from '../../../../src/compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../../../src/compile/istio/pods/placement.ts'
import { deployment, documents, meshOf } from '../mesh-of.ts'

/** Which pods of the files have one, in file order. */
function sidecarsOf(yaml: string): readonly boolean[] {
  return expandPods(meshOf(yaml), FROM_FILES).pods.map(({ sidecar }) => sidecar)
}

test('a namespace that forbids injection has no sidecars', () => {
  const yaml = `
apiVersion: v1
kind: Namespace
metadata: { name: bare, labels: { istio-injection: disabled } }
`
  const sidecars = sidecarsOf(documents(yaml, deployment('a', { namespace: 'bare' }), deployment('b')))
  expect(sidecars).toEqual([false, true])
})

// pkg/kube/inject/inject.go:injectRequired looks at the network before it looks at what the pod asks for.
test('pods on their node’s network have none even where they ask for one', () => {
  const asking = (name: string, hostNetwork: boolean) =>
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name, 'sidecar.istio.io/inject': 'true' } },
          spec: { hostNetwork, containers: [{ name: 'app' }] },
        },
      },
    })
  const sidecars = sidecarsOf(documents(asking('agent', true), asking('web', false)))
  expect(sidecars).toEqual([false, true])
})
