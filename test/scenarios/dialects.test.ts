import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { observe } from '../engine/records-of.ts'

const file = (name: string) =>
  readFileSync(new URL(`../../scenarios/05-gateway-api-canary/${name}`, import.meta.url), 'utf8')

/** What istiod makes of the Gateway, and the routes, in Istio's own words. */
const INGRESS = `
apiVersion: v1
kind: Service
metadata: { name: bookinfo-istio }
spec:
  selector: { gateway.networking.k8s.io/gateway-name: bookinfo }
  ports: [{ name: http, port: 80, appProtocol: http }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: bookinfo-istio }
spec:
  replicas: 1
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: bookinfo } }
  template: { metadata: { labels: { gateway.networking.k8s.io/gateway-name: bookinfo } }, spec: { serviceAccountName: bookinfo-istio } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: bookinfo }
spec:
  selector: { gateway.networking.k8s.io/gateway-name: bookinfo }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [bookinfo.example] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: bookinfo }
spec:
  hosts: [bookinfo.example]
  gateways: [bookinfo]
  http:
    - match: [{ uri: { exact: /productpage } }, { uri: { prefix: /static } }]
      route: [{ destination: { host: productpage, port: { number: 9080 } } }]
`

const virtualService = (v1: number, v2: number) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec:
  hosts: [reviews]
  http:
    - timeout: 1s
      retries: { attempts: 2, perTryTimeout: 400ms, retryOn: "connect-failure,refused-stream,unavailable,cancelled,502,503,504" }
      route:
        - { destination: { host: reviews-v1, port: { number: 9080 } }, weight: ${v1} }
        - { destination: { host: reviews-v2, port: { number: 9080 } }, weight: ${v2} }
`

const services = [file('mesh/apps.yaml'), file('mesh/destination-rules.yaml')]
const scenario = (pods: number) => `
seed: 3
duration: 60s
topology:
  zones: [eu-1a, eu-1b, eu-1c]
  replicas: { bookinfo-istio: 3, productpage-v1: 3, details-v1: 3, reviews-v1: 3, reviews-v2: ${pods}, ratings-v1: 3 }
workloads:
  productpage-v1: { time: 9ms, calls: [details, { to: reviews, tries: 2, on-error: degrade }] }
  reviews-*: { time: lognormal(p50=14ms, p99=60ms), concurrency: 3, queue: 16 }
  reviews-v2: { calls: [{ to: ratings, on-error: degrade }], errors: { 503: 5% } }
traffic: { shoppers: { to: http://bookinfo.example/productpage, rate: 100/s } }
timeline:
  - { at: 20s, apply: step.yaml }
  - { at: 40s, shift: { reviews: { reviews-v1: 40, reviews-v2: 60 } } }
`

describe('one canary in two dialects', () => {
  it.each([3, 1])('is the same, request by request, with %i pods of v2', async pods => {
    const [gatewayApi, istio] = await Promise.all([
      observe({
        mesh: [...services, file('mesh/gateway.yaml'), file('mesh/reviews.yaml')].join('\n---\n'),
        scenario: scenario(pods),
        files: { 'step.yaml': file('steps/reviews-90-10.yaml') },
      }),
      observe({
        mesh: [...services, INGRESS, virtualService(100, 0)].join('\n---\n'),
        scenario: scenario(pods),
        files: { 'step.yaml': virtualService(90, 10) },
      }),
    ])
    expect(gatewayApi.records.length).toBeGreaterThan(20_000)
    expect(new Set(gatewayApi.records.map(({ version }) => version))).toContain('v2')
    expect(gatewayApi.records.some(({ attempt }) => attempt > 1)).toBe(true)
    expect(gatewayApi.records).toEqual(istio.records)
  })
})
