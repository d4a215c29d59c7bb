/** Manifests and scenarios of queueing networks: messages and proxies take no time, so that only the stations do. */

const NO_NETWORK = `
mesh: { files: mesh.yaml, proxy-concurrency: 1 }
network:
  latency: { client: 0ms, same-zone: 0ms, cross-zone: 0ms, cross-region: 0ms }
  sidecar: 0ms
  config-push: 0ms
`

export interface Network {
  /** Deployment and Service for each, of one pod unless `pods` says more. */
  readonly workloads: readonly string[]
  readonly pods?: number
  /** Retries on 5xx by the callers of `server`. */
  readonly retries?: number
  /** `workloads:` and `traffic:` of the scenario. */
  readonly scenario: string
  /** Measured time of one run. */
  readonly seconds: number
  readonly warmupSeconds: number
  /** Length of a bucket, for gauges during a mark: they are made of whole buckets. Default: all of the measured time. */
  readonly bucketMs?: number
}

export function manifestsOf({ workloads, pods = 1, retries }: Network): string {
  const documents = workloads.flatMap(name => [deployment(name, pods), service(name)])
  if (retries !== undefined) documents.push(retrying(retries))
  return documents.map(each => JSON.stringify(each)).join('\n---\n')
}

export function scenarioOf({ scenario, seconds, warmupSeconds, bucketMs = seconds * 1000 }: Network): string {
  const times = `duration: ${seconds + warmupSeconds}s\nwarmup: ${warmupSeconds}s\nseries: ${bucketMs}ms\n`
  return NO_NETWORK + times + scenario
}

interface StationOptions {
  /** Per millisecond; the service time has mean 1 ms. */
  readonly arrival: number
  readonly workers?: number
  readonly queue?: number | 'unbounded'
  readonly service?: string
  readonly seconds: number
  readonly warmupSeconds?: number
}

/**
 * One station behind a client. What is left of the empty start after twenty relaxation times is e^-20; M/M/1 has one of
 * 1 / (1 - sqrt(utilisation))^2 service times (J. Abate, W. Whitt, "Transient behavior of the M/M/1 queue: starting at the origin",
 * Queueing Systems 2, 1987): 37 at 70 %, 90 at 80 %, 380 at 90 %.
 */
export function station({
  arrival,
  workers = 1,
  queue = 'unbounded',
  service = 'time: exp(1ms)',
  seconds,
  warmupSeconds = 1,
}: StationOptions): Network {
  const scenario = `
workloads: { server: { ${service}, concurrency: ${workers}, queue: ${queue} } }
traffic: { load: { to: http://server/, rate: ${arrival * 1000}/s, timeout: none } }
`
  return { workloads: ['server'], scenario, seconds, warmupSeconds }
}

function deployment(name: string, replicas: number): object {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'app', image: 'example/app:1' }] },
  }
  const spec = { replicas, selector: { matchLabels: { app: name } }, template }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' }, spec }
}

function service(name: string): object {
  const spec = { selector: { app: name }, ports: [{ name: 'http', port: 80 }] }
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec }
}

function retrying(attempts: number): object {
  const http = [{ route: [{ destination: { host: 'server' } }], retries: { attempts, retryOn: '5xx' } }]
  const metadata = { name: 'server', namespace: 'default' }
  return { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec: { hosts: ['server'], http } }
}
