import type { FullBehaviour } from '../config/scenario/behaviour.ts'
import { Draws } from '../kernel/draws.ts'
import { stream } from '../kernel/rng.ts'
import { type Sampler, sampler } from '../kernel/sampler.ts'
import type { CallPlan } from './call-plan.ts'
import type { ErrorShare, ServiceModel } from './pod-state.ts'
import { TcpDraws } from './tcp-connection.ts'

/** What all pods of a workload share: its behaviour, resolved against the mesh. */
export interface WorkloadModel {
  /** `namespace/name`. */
  readonly workload: string
  readonly behaviour: FullBehaviour
  readonly time: Sampler
  readonly errors: readonly ErrorShare[]
  readonly plan: CallPlan
}

export function workloadModel(workload: string, behaviour: FullBehaviour, plan: CallPlan): WorkloadModel {
  let upTo = 0
  const errors = behaviour.errors.map(({ probability, ...error }) => {
    upTo += probability
    return { ...error, upTo }
  })
  return { workload, behaviour, time: sampler(behaviour.time), errors, plan }
}

/** The model for one pod, with streams of its own: another pod more or less changes nobody's service times. */
export function serviceModel(model: WorkloadModel, seed: number, pod: string): ServiceModel {
  return {
    times: new Draws(model.time, stream(seed, 'service', model.workload, pod, 'time')),
    errors: model.errors,
    errorRng: stream(seed, 'service', model.workload, pod, 'errors'),
    plan: model.plan,
    tcp: model.plan.calls.map(({ tcp, index }) =>
      tcp === undefined ? null : new TcpDraws(tcp, seed, 'service', model.workload, pod, `call ${index}`),
    ),
    coldFactor: model.behaviour.coldStart?.slowFactor ?? 1,
  }
}
