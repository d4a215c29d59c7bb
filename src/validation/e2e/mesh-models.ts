import { DEFAULT_BEHAVIOUR } from '../../config/scenario/behaviour.ts'
import type { Pod } from '../../dataplane/pod.ts'
import type { PlannedCall } from '../../engine/call-plan.ts'
import { type WorkloadModel, workloadModel } from '../../engine/workload-model.ts'
import type { Locality } from '../../kernel/locality.ts'
import { NO_PLACE } from '../../kernel/place.ts'
import { NAMESPACE } from './proxy-tables.ts'
import type { Application, Recording } from './recording.ts'
import { type RecordedSampler, recordedSampler } from './service-time.ts'
import { PORT } from './upstream-cluster.ts'

export const INGRESS = 'ingress'

/** The pods of the recording, the ingress as a pod of its own; those beside which a proxy stood have a sidecar. */
export function recordedPods(recording: Recording): Pod[] {
  const { pods, proxies, region } = recording
  const beside = new Set(proxies.map(({ name }) => name))
  const ingress = proxies.find(({ name }) => name === INGRESS)
  const all = [...pods, ...(ingress ? [{ name: INGRESS, service: INGRESS, zone: ingress.zone }] : [])]
  return all.map(({ name, service, zone }) =>
    recordedPod(name, service, { region, zone, subzone: '' }, beside.has(name)),
  )
}

function recordedPod(name: string, service: string, locality: Locality, sidecar: boolean): Pod {
  return {
    name,
    namespace: NAMESPACE,
    workload: service,
    ip: name,
    labels: {},
    locality,
    node: '',
    cluster: '',
    network: '',
    serviceAccount: '',
    sidecar,
    portNames: {},
    ready: true,
    terminating: false,
    serving: true,
    place: NO_PLACE,
  }
}

export interface RecordedModels {
  readonly of: (workload: string) => WorkloadModel
  /** By service: where a slow-down sets its factor. */
  readonly samplers: ReadonlyMap<string, RecordedSampler>
}

/** @param lateNs see recordedSampler */
export function recordedModels({ applications, settings }: Recording, lateNs: number): RecordedModels {
  const samplers = new Map([...applications].map(([name, { time }]) => [name, recordedSampler(time, lateNs)]))
  const behaviour = { ...DEFAULT_BEHAVIOUR, proxyConcurrency: settings.workers }
  const proxyOnly = workloadModel(`${NAMESPACE}/${INGRESS}`, behaviour, { steps: [], calls: [], forwardHeaders: [] })
  const models = new Map(
    [...applications].map(([name, application]) => {
      const workload = `${NAMESPACE}/${name}`
      const { workers, queue } = application
      const calls = plannedCalls(application)
      const plan = { steps: calls.map(call => [call]), calls, forwardHeaders: [] }
      const model = workloadModel(workload, { ...behaviour, concurrency: workers, queue }, plan)
      return [workload, { ...model, time: samplers.get(name) ?? model.time, errors: errorsOf(application) }]
    }),
  )
  return { of: workload => models.get(workload) ?? proxyOnly, samplers }
}

function plannedCalls({ calls }: Application): PlannedCall[] {
  return calls.map(({ to, tries, timeoutNs, degrades }, index) => ({
    index,
    target: { host: to, port: PORT },
    scheme: 'http',
    authority: to,
    path: '/',
    method: 'GET',
    tries,
    timeoutNs,
    degrades,
    shapes: [],
  }))
}

function errorsOf({ errors }: Application): WorkloadModel['errors'] {
  let upTo = 0
  return errors.map(({ status, fraction }) => {
    upTo += fraction
    return { status, upTo }
  })
}
