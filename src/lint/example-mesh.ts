/** What the examples of all checks stand on: two Services with pods, a client and a Gateway. */
export const EXAMPLE_MESH = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web-v1 }
spec:
  replicas: 2
  selector: { matchLabels: { app: web, version: v1 } }
  template: { metadata: { labels: { app: web, version: v1 } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web-v2 }
spec:
  replicas: 2
  selector: { matchLabels: { app: web, version: v2 } }
  template: { metadata: { labels: { app: web, version: v2 } } }
---
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { selector: { app: db }, ports: [{ name: tcp, port: 5432 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: db }
spec: { selector: { matchLabels: { app: db } }, template: { metadata: { labels: { app: db } } } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example] }]
`
