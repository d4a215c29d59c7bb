import { type Fields, fields, optionalNumber } from '../compile/istio/field.ts'
import { SECOND } from '../kernel/time.ts'

/** How a Deployment replaces its pods (Kubernetes apps/v1 DeploymentStrategy), for a number of replicas. */
export interface Strategy {
  /** All old pods go before the first new one starts. */
  readonly recreates: boolean
  readonly maxSurge: number
  readonly maxUnavailable: number
  /** A pod counts as available when it has been ready for so long. */
  readonly minReadyNs: number
}

/** Pods of a Deployment on its way to another template; those that leave do not count. */
export interface Turnover {
  readonly replicas: number
  readonly started: number
  readonly startedAvailable: number
  readonly old: number
  readonly oldAvailable: number
}

/** Both percentages of replicas that Kubernetes has where nothing is said. */
const USUAL = '25%'

/** Percentages of a surge are rounded up, of what is unavailable down; not both are 0 (deploymentutil.ResolveFenceposts). */
export function strategyOf(spec: Fields, replicas: number): Strategy {
  const { type, rollingUpdate } = fields(spec.strategy)
  const written = fields(rollingUpdate)
  const maxSurge = Math.ceil(scaled(written.maxSurge ?? USUAL, replicas))
  const maxUnavailable = Math.floor(scaled(written.maxUnavailable ?? USUAL, replicas))
  return {
    recreates: type === 'Recreate',
    maxSurge,
    maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable,
    minReadyNs: (optionalNumber(spec.minReadySeconds) ?? 0) * SECOND,
  }
}

/** New pods to start now (deploymentutil.NewRSNewReplicas). */
export function toStart({ replicas, started, old }: Turnover, { maxSurge }: Strategy): number {
  return Math.max(0, Math.min(replicas - started, replicas + maxSurge - started - old))
}

/** Old pods to stop now, those first that are not available anyway (controller/deployment/rolling.go: reconcileOldReplicaSets). */
export function toStop(
  { replicas, startedAvailable, old, oldAvailable }: Turnover,
  { maxUnavailable }: Strategy,
): { readonly unavailable: number; readonly available: number } {
  const least = replicas - maxUnavailable
  const unavailable = Math.max(0, Math.min(old - oldAvailable, startedAvailable + old - least))
  const available = Math.max(0, Math.min(oldAvailable, startedAvailable + oldAvailable - least))
  return { unavailable, available }
}

/** `3` or `25%` of the replicas. */
function scaled(value: unknown, replicas: number): number {
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined
  return percent === undefined ? (optionalNumber(value) ?? 0) : (Number(percent) * replicas) / 100
}
