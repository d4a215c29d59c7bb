import type { GrpcCase } from '../../../src/routing/conformance/grpc-case.ts'
import { openTest } from '../../../src/routing/conformance/open-test.ts'
import { runTest, type TestReport } from '../../../src/routing/conformance/run-test.ts'
import type { SuiteCase } from '../../../src/routing/conformance/suite.ts'

const BASE = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: front, namespace: shop }
spec:
  gatewayClassName: "{GATEWAY_CLASS_NAME}"
  listeners: [{ name: http, port: 80, protocol: HTTP }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } } } }
`

/** One case against a Gateway with the rules given. */
export function judged(
  rules: string,
  wanted: SuiteCase | GrpcCase,
  features: readonly string[] = ['Gateway'],
): TestReport {
  const route = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r, namespace: shop }
spec:
  parentRefs: [{ name: front }]
  rules: ${rules}
`
  const test = openTest([{ path: 'base.yaml', text: BASE }], [{ path: 'route.yaml', text: route }])
  return runTest({ test: 'Sample', features, manifests: [], cases: [wanted] }, test)
}
