/** A file that uses every part of the format, as the documentation shows it. */
export const WORKED_EXAMPLE = `# yaml-language-server: $schema=./node_modules/meshsim/schema/routes.v1.json
kind: RouteTests
mesh: { files: [mesh/, overlays/library-ab.yaml], istio: "1.26" }
tests:
  - name: the catalogue enters by the gateway
    from: { gateway: library-gateway, port: 8080, tls: false }
    request: { host: library.example, path: [/catalogue, /search, /api/v1/books/7] }
    expect: { to: catalogue, port: 9080, rule: VirtualService/library#0, endpoints: ">= 1" }
  - name: what nobody serves is the proxy's 404
    from: { gateway: library-gateway }
    request: { host: library.example, path: [/admin, /catalogue/1] }
    expect: { no-route: 404 }
  - name: the librarian sees v2, everyone else v1
    from: { workload: catalogue-v1 }
    request: { host: loans, path: /loans/0 }
    cases:
      - { request: { headers: { x-role: librarian } }, expect: { to: loans, subset: v2, weight: 100 } }
      - { request: { headers: { x-role: [reader, Librarian, ""] } }, expect: { subset: v1, not: { subset: v2 } } }
  - name: canary - weights, policy, headers
    given: [overlays/loans-90-10.yaml]   # on top, this test only
    from: { workload: catalogue-v1, zone: eu-1a }
    request: { host: loans, path: /loans/0 }
    expect:
      split: { v1: 90, v2: 10 }
      timeout: none
      retries: { attempts: 2, retry-on: [connect-failure, refused-stream], not: [503] }
      locality: { failover: false, because: no outlierDetection }
      mtls: ISTIO_MUTUAL
      lb: LEAST_REQUEST
coverage: { routes: 80%, subsets: 100%, exclude: [VirtualService/legacy-*] }
`
