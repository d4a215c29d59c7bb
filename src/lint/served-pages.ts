import type { CodePage } from './check.ts'

const page = (resource: string): string => `apiVersion: networking.istio.io/v1\n${resource}`

/** Pages of the warnings that the compiler finds (compile/istio/unserved) and that the reader finds (config/istio). */
export const SERVED_PAGES: readonly CodePage[] = [
  {
    code: 'MS2104',
    title: 'a rule or match is never reached',
    level: 'warning',
    meaning:
      'Rules are tried from the top, and the first whose match holds takes the request: there is no search for the most specific one. `prefix` compares plain text, so `/api` also takes `/api/v2` and `/apix`. At a gateway the rules of all VirtualServices of a host are tried one after the other, the oldest first, and only catch-alls are put last.',
    fix: 'Put the narrower rule first, or remove it.',
    bad: page(`kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ uri: { prefix: /api } }]
      route: [{ destination: { host: web } }]
    - match: [{ uri: { exact: /api/v2 } }]
      timeout: 1s
      route: [{ destination: { host: web } }]
`),
    good: page(`kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ uri: { exact: /api/v2 } }]
      timeout: 1s
      route: [{ destination: { host: web } }]
    - match: [{ uri: { prefix: /api } }]
      route: [{ destination: { host: web } }]
`),
  },
  {
    code: 'MS2214',
    title: 'locality settings that istiod refuses, or failover without outlier detection',
    level: 'warning',
    meaning:
      'Failover only leaves a locality when its hosts are unhealthy, and without `outlierDetection` in the same traffic policy istiod builds no priorities at all: all localities are one pool.',
    fix: 'Add `outlierDetection` to the traffic policy that has the failover.',
    bad: page(`kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    loadBalancer: { localityLbSetting: { enabled: true, failover: [{ from: eu, to: us }] } }
`),
    good: page(`kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    outlierDetection: { maxEjectionPercent: 100 }
    loadBalancer: { localityLbSetting: { enabled: true, failover: [{ from: eu, to: us }] } }
`),
  },
  {
    code: 'MS2401',
    title: 'a destination that no Service or ServiceEntry has',
    level: 'warning',
    meaning:
      'istiod accepts any host. A request that is routed to one that nobody has is answered 503 with the flag NC. A name without a dot belongs to the namespace of the VirtualService; a name with a dot is taken as it stands, so `web.shop` is no short form of `web.shop.svc.cluster.local`.',
    fix: 'Correct the name, or add the Service or ServiceEntry.',
    bad: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: wbe } }] }] }
`),
    good: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web } }] }] }
`),
  },
  {
    code: 'MS2402',
    title: 'a subset that no DestinationRule defines',
    level: 'warning',
    meaning:
      'A subset is a cluster that a DestinationRule makes. Without it the request is answered 503 with the flag NC.',
    fix: 'Add the subset to the DestinationRule of the host, and apply that before the VirtualService.',
    bad: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web, subset: v1 } }] }] }
`),
    good: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web, subset: v1 } }] }] }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web, subsets: [{ name: v1, labels: { version: v1 } }] }
`),
  },
  {
    code: 'MS2403',
    title: 'a subset whose labels no pod has',
    level: 'warning',
    meaning: 'The cluster of the subset is there, but empty: a request to it is answered 503 with the flag UH.',
    fix: 'Correct the labels, or label the pods (the pod template, not the Deployment).',
    bad: page(`kind: DestinationRule
metadata: { name: web }
spec: { host: web, subsets: [{ name: v3, labels: { version: v3 } }] }
`),
    good: page(`kind: DestinationRule
metadata: { name: web }
spec: { host: web, subsets: [{ name: v2, labels: { version: v2 } }] }
`),
  },
  {
    code: 'MS2404',
    title: 'a gateway that no Gateway resource defines',
    level: 'warning',
    meaning:
      'A gateway without a namespace is looked for in the namespace of the VirtualService. Where there is none, the rules do not apply there, and since naming a gateway takes the place of `mesh`, they may apply nowhere.',
    fix: 'Correct the name, or write `namespace/name`.',
    bad: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [shop.example], gateways: [publik], http: [{ route: [{ destination: { host: web } }] }] }
`),
    good: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [shop.example], gateways: [public], http: [{ route: [{ destination: { host: web } }] }] }
`),
  },
  {
    code: 'MS2405',
    title: 'a delegate that no VirtualService is',
    level: 'warning',
    meaning: 'istiod leaves the rule out; the other rules stay. A delegate is a VirtualService without `hosts`.',
    fix: 'Correct the name and namespace, or remove the hosts of the delegate.',
    bad: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ delegate: { name: leaf } }] }
`),
    good: page(`kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ delegate: { name: leaf } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: leaf }
spec: { http: [{ route: [{ destination: { host: web } }] }] }
`),
  },
  {
    code: 'MS2406',
    title: 'a gateway server that istiod drops, since another has its port or host',
    level: 'warning',
    meaning:
      'Servers of all Gateways of one workload are merged, the oldest first: a port keeps the protocol of the first.',
    fix: 'Use another port, or one Gateway with both servers.',
    bad: page(`kind: Gateway
metadata: { name: second }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: tcp, protocol: TCP }, hosts: ['*'] }]
`),
    good: page(`kind: Gateway
metadata: { name: second }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 9000, name: tcp, protocol: TCP }, hosts: ['*'] }]
`),
  },
  {
    code: 'MS2407',
    title: 'a Service whose selector matches no pod',
    level: 'warning',
    meaning: 'A request to it is answered 503 with the flag UH.',
    fix: 'Correct the selector, or add the workload.',
    bad: `apiVersion: v1
kind: Service
metadata: { name: cart }
spec: { selector: { app: kart }, ports: [{ name: http, port: 80 }] }
`,
    good: `apiVersion: v1
kind: Service
metadata: { name: cart }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
`,
  },
]
