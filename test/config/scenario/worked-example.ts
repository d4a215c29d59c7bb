import type { SourceFile } from '../../../src/config/read-mesh.ts'
import type { ScenarioFiles } from '../../../src/config/scenario/scenario-files.ts'

/** A canary followed by the loss of a zone: every part of the format that the documentation shows, in one file. */
export const WORKED_EXAMPLE = `# yaml-language-server: $schema=./node_modules/meshsim/schema/scenario.v1.json
kind: Scenario
name: bookinfo canary to reviews:v2, then lose a zone
seed: 42
duration: 14m
warmup: 1m
mesh:
  istio: "1.26"
  files:
    - platform/bookinfo.yaml
    - networking/{gateway,destination-rules,all-v1}.yaml
    - overlays/outlier-detection.yaml
topology:
  zones: [eu-1a, eu-1b, eu-1c]
  replicas: { productpage-v1: 6, details-v1: 3, reviews-v1: 6, reviews-v2: 3, ratings-v1: 3 }
  spread: even
network:
  latency: { client: 18ms, same-zone: 0.3ms, cross-zone: 1.1ms }
  sidecar: lognormal(p50=0.4ms, p99=2ms)
  config-push: lognormal(p50=300ms, p99=2s)
  endpoint-removal: 40s
workloads:
  productpage-v1:
    time: lognormal(p50=9ms, p99=40ms)
    concurrency: 32
    calls: [details, { to: reviews, tries: 2, timeout: 3s, on-error: degrade }]
  details-*: { time: lognormal(p50=4ms, p99=15ms), concurrency: 16 }
  reviews-*: { time: lognormal(p50=14ms, p99=60ms), concurrency: 4, queue: 64 }
  reviews-v2:
    calls: [{ to: ratings, timeout: 10s, on-error: degrade }]
    errors: { 503: 0.1% }
    cold-start: { ready-after: 20s, slow: x4, for: 30s }
  ratings-v1: { time: lognormal(p50=6ms, p99=25ms), concurrency: 4 }
traffic:
  shoppers:
    to: http://bookinfo.example/productpage
    rate: 400/s
    arrivals: poisson
    ramp: [{ over: 1m, from: 50/s }, { at: 9m, to: 520/s, over: 30s }]
    headers: { end-user: { jason: 2%, "": 98% } }
timeline:
  - { at: 2m, mark: canary-10, apply: networking/reviews-90-10.yaml }
  - { at: 5m, mark: canary-50, shift: { reviews: { v1: 50, v2: 50 } } }
  - { at: 7m, mark: all-v2, shift: { reviews: { v2: 100 } } }
  - { at: 9m, mark: zone-loss, fail-zone: eu-1a, for: 3m }
  - { at: 10m, slow: ratings, by: x3, for: 45s }
  - { at: 12m30s, mark: rollback, apply: networking/all-v1.yaml }
assert:
  errors{at=gateway}: [rate < 0.5%]
  degraded{at=gateway}: [rate < 1%, { rate < 10%: during zone-loss..+90s }]
  latency{at=gateway}: [p50 < 80ms, p99 < 400ms]
  share{service=reviews, version=v2}: [{ in 9%..11%: during canary-10 }]
  utilisation{workload=reviews-v2}: [max < 80%]
  attempts-per-request{to=reviews}: [mean < 1.3]
  recovery{metric=p99, after=zone-loss}: [time < 60s]
`

/** Stand-ins for the files that scenarios of the tests name: any manifest is one Service named after its file. */
export function standInFiles(texts: Readonly<Record<string, string>> = {}): ScenarioFiles {
  const missing = (source: string) => source.startsWith('missing')
  return {
    manifests: source => {
      if (!missing(source)) return { files: [serviceFile(source)], diagnostics: [] }
      const place = { file: source, line: 0, column: 0 }
      return {
        files: [],
        diagnostics: [{ code: 'MS1001', level: 'error', message: 'there is no such file or folder', place }],
      }
    },
    text: path =>
      Object.hasOwn(texts, path) ? { path, text: texts[path] } : { fault: 'there is no such file or folder' },
  }
}

function serviceFile(source: string): SourceFile {
  const name = source.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
  const text = `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ name: http, port: 80 }] }\n`
  return { path: source, text }
}
