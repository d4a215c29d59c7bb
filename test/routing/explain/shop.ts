/** A shop: two versions of a cart, a way in, a way out through an egress gateway, and a policy. */
export const APPS = `
apiVersion: v1
kind: Service
metadata: { name: cart }
spec:
  selector: { app: cart }
  ports: [{ name: http, port: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart-v1 }
spec:
  replicas: 2
  selector: { matchLabels: { app: cart, version: v1 } }
  template:
    metadata: { labels: { app: cart, version: v1 } }
    spec: { containers: [{ name: app, image: example/cart:1 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart-v2 }
spec:
  replicas: 1
  selector: { matchLabels: { app: cart, version: v2 } }
  template:
    metadata: { labels: { app: cart, version: v2 } }
    spec: { containers: [{ name: app, image: example/cart:2 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: example/web:1 }] }
`

export const ROUTES = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart }
spec:
  hosts: [cart]
  http:
    - name: testers
      match:
        - headers: { x-tester: { exact: "yes" } }
        - uri: { prefix: /preview }
          queryParams: { beta: { exact: "1" } }
      route: [{ destination: { host: cart, subset: v2 } }]
    - name: batch
      match: [{ sourceLabels: { app: batch } }]
      route: [{ destination: { host: cart, subset: v1 } }]
    - name: everybody
      match: [{ uri: { prefix: /api/ } }]
      fault:
        abort: { percentage: { value: 5 }, httpStatus: 503 }
      rewrite: { uri: /v1/ }
      timeout: 2s
      retries: { attempts: 3, perTryTimeout: 500ms, retryOn: "5xx" }
      headers: { request: { add: { x-route: everybody } } }
      route:
        - { destination: { host: cart, subset: v1 }, weight: 75 }
        - { destination: { host: cart, subset: v2 }, weight: 20 }
        - { destination: { host: cart, subset: v3 }, weight: 5 }
    - name: old
      match: [{ uri: { exact: /old } }]
      redirect: { uri: /api/new }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart-public }
spec:
  hosts: [cart.default.svc.cluster.local]
  gateways: [public]
  http:
    - route: [{ destination: { host: cart } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart }
spec:
  host: cart
  trafficPolicy:
    connectionPool: { http: { http1MaxPendingRequests: 64 } }
    outlierDetection: { consecutive5xxErrors: 7, baseEjectionTime: 45s }
  subsets:
    - { name: v1, labels: { version: v1 } }
    - name: v2
      labels: { version: v2 }
      trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } }
`

export const INGRESS = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["shop.example"] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec:
  hosts: [shop.example]
  gateways: [public]
  http:
    - match: [{ uri: { prefix: /cart } }]
      route: [{ destination: { host: cart, port: { number: 8080 } } }]
`

export const EGRESS = `
apiVersion: v1
kind: Service
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { istio: egressgateway }
  ports: [{ name: http2, port: 80, targetPort: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  replicas: 1
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata: { labels: { istio: egressgateway }, annotations: { inject.istio.io/templates: gateway } }
    spec: { containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: bank }
spec:
  hosts: [bank.example]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 80, name: http, protocol: HTTP }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: out }
spec:
  selector: { istio: egressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [bank.example] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: bank }
spec:
  hosts: [bank.example]
  gateways: [mesh, out]
  http:
    - match: [{ gateways: [mesh], port: 80 }]
      headers: { request: { set: { x-out: "yes" } } }
      route: [{ destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } } }]
    - match: [{ gateways: [out], port: 80, headers: { x-out: { exact: "yes" } } }]
      route: [{ destination: { host: bank.example } }]
`

export const POLICIES = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart }
spec:
  selector: { matchLabels: { app: cart } }
  action: ALLOW
  rules:
    - from: [{ source: { namespaces: [default] } }]
      to: [{ operation: { methods: [GET] } }]
`
