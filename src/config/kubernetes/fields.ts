import type { FieldSchema } from '../field-schema.ts'

/**
 * The fields of Kubernetes kinds that the simulation reads; every other field is let through (`open`). Schemas refer to each
 * other by index, as in the generated table of Istio.
 */
const table: FieldSchema[] = []

function add(schema: FieldSchema): number {
  return table.push(schema) - 1
}

function open(fields: Readonly<Record<string, number>>): number {
  return add({ type: 'object', fields, open: true })
}

function list(items: number): number {
  return add({ type: 'array', items })
}

const text = add({ type: 'string' })
const flag = add({ type: 'boolean' })
const texts = list(text)
const textMap = add({ type: 'map', items: text })
const count = add({ type: 'integer', minimum: 0 })
const port = add({ type: 'integer', minimum: 1, maximum: 65535 })
const protocol = add({ type: 'string', enum: ['TCP', 'UDP', 'SCTP'] })

const servicePort = open({ name: text, port, protocol, targetPort: add({ type: 'intOrString' }), appProtocol: text })
const service = open({
  ports: list(servicePort),
  selector: textMap,
  type: add({ type: 'string', enum: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] }),
  clusterIP: text,
  clusterIPs: texts,
  externalName: text,
  publishNotReadyAddresses: flag,
  trafficDistribution: text,
  internalTrafficPolicy: add({ type: 'string', enum: ['Cluster', 'Local'] }),
})

const containerPort = open({ name: text, containerPort: port, protocol })
const container = open({ name: text, ports: list(containerPort) })
const podSpec = open({ nodeName: text, serviceAccountName: text, hostNetwork: flag, containers: list(container) })
const templateMetadata = open({ labels: textMap, annotations: textMap })
const template = open({ metadata: templateMetadata, spec: podSpec })
const selector = open({ matchLabels: textMap })
const replicated = open({ replicas: count, selector, template })

const condition = open({ ready: flag, serving: flag, terminating: flag })
const endpoint = open({ addresses: texts, conditions: condition, nodeName: text, zone: text })
const slicePort = open({ name: text, port, protocol, appProtocol: text })

const target = open({ kind: text, name: text })
const autoscaler = open({ minReplicas: count, maxReplicas: count, scaleTargetRef: target })

/** Per kind the index of the schema of the whole object. */
export const KUBERNETES_SCHEMAS: Readonly<Record<string, number>> = {
  Service: open({ spec: service }),
  Deployment: open({ spec: replicated }),
  StatefulSet: open({ spec: replicated }),
  ReplicaSet: open({ spec: replicated }),
  DaemonSet: open({ spec: replicated }),
  Pod: open({ spec: podSpec }),
  EndpointSlice: open({ endpoints: list(endpoint), ports: list(slicePort), addressType: text }),
  Endpoints: open({ subsets: list(open({ addresses: list(open({ ip: text })), ports: list(slicePort) })) }),
  HorizontalPodAutoscaler: open({ spec: autoscaler }),
}

export const KUBERNETES_TABLE: readonly FieldSchema[] = table
