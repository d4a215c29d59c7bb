// W6's mesh as YAML text: four documents per service, as a team writes them. Nothing is read from a file.

export const NAMESPACES = 20
export const SUBSETS = 3
export const REPLICAS = 3

/** What is true of a service by its number; the mesh is written from it, and the answers are judged by it. */
export function serviceAt(index) {
  const name = `shop-${index}`
  const namespace = `team-${index % NAMESPACES}`
  return {
    name,
    namespace,
    host: `${name}.${namespace}.svc.cluster.local`,
    port: 8080,
    path: `/${name}/v2`,
    timeoutSeconds: 1 + (index % 9),
    /** The only version whose pods run: the other subsets are empty. */
    version: `v${1 + (index % SUBSETS)}`,
  }
}

/** The documents of `count` services and one caller. */
export function meshText(count) {
  const documents = [caller()]
  for (let index = 0; index < count; index++) {
    const facts = serviceAt(index)
    documents.push(service(facts), deployment(facts), destinationRule(facts), virtualService(facts))
  }
  return documents.join('---\n')
}

export function caller() {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: caller
  namespace: team-0
spec:
  replicas: 1
  selector:
    matchLabels: { app: caller }
  template:
    metadata:
      labels: { app: caller }
    spec:
      containers:
        - name: caller
          image: example.org/caller:1.0
`
}

export function service({ name, namespace }) {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - name: http
      port: 8080
      targetPort: 8080
`
}

export function deployment({ name, namespace, version }) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app: ${name}
spec:
  replicas: ${REPLICAS}
  selector:
    matchLabels:
      app: ${name}
      version: ${version}
  template:
    metadata:
      labels:
        app: ${name}
        version: ${version}
    spec:
      serviceAccountName: ${name}
      containers:
        - name: app
          image: example.org/${name}:1.4.2
          ports:
            - containerPort: 8080
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { cpu: "1", memory: 256Mi }
`
}

function destinationRule({ name, namespace }) {
  return `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  host: ${name}
  trafficPolicy:
    loadBalancer:
      simple: LEAST_REQUEST
    connectionPool:
      http:
        http2MaxRequests: 1000
        maxRequestsPerConnection: 10
    outlierDetection:
      consecutive5xxErrors: 5
      interval: 10s
      baseEjectionTime: 30s
  subsets:
    - name: v1
      labels:
        version: v1
    - name: v2
      labels:
        version: v2
    - name: v3
      labels:
        version: v3
`
}

function virtualService({ name, namespace, path, timeoutSeconds }) {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  hosts:
    - ${name}
  http:
    - name: testers
      match:
        - headers:
            end-user:
              exact: jason
          uri:
            prefix: /${name}
      route:
        - destination:
            host: ${name}
            subset: v3
    - name: by-path
      match:
        - uri:
            prefix: ${path}
        - uri:
            regex: /old-${name}/[0-9]+/v2
      rewrite:
        uri: /
      route:
        - destination:
            host: ${name}
            subset: v2
    - name: everybody
      route:
        - destination:
            host: ${name}
            subset: v1
          weight: 90
        - destination:
            host: ${name}
            subset: v2
          weight: 10
      timeout: ${timeoutSeconds}s
      retries:
        attempts: 3
        perTryTimeout: 2s
        retryOn: 5xx,reset,connect-failure
`
}
