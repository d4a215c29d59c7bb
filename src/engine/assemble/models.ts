import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { behaviourOf } from '../../config/scenario/behaviour.ts'
import type { Behaviour, Scenario } from '../../config/scenario/scenario.ts'
import { type WorkloadModel, workloadModel } from '../workload-model.ts'
import { planCalls } from './call-plans.ts'
import type { Setting } from './setting.ts'

export interface Models {
  readonly of: (workload: string) => WorkloadModel
  readonly diagnostics: readonly Diagnostic[]
  /** One sentence about the workloads whose behaviour nobody stated. */
  readonly assumed: readonly string[]
}

/** Fields without which a workload's behaviour counts as assumed. */
const ESSENTIAL: readonly (keyof Behaviour)[] = ['time']

/** Behaviour of every workload, resolved; of one that turns up later (an external host) on first use. */
export function modelsOf(scenario: Scenario, { registry, workloads, gateways, entries }: Setting): Models {
  const diagnostics: Diagnostic[] = []
  const models = new Map<string, WorkloadModel>()
  const unstated: string[] = []
  const callers = new Set(entries.map(entry => (entry.kind === 'workload' ? entry.workload : '')))
  const make = (workload: string, from: ServiceRegistry): WorkloadModel => {
    const [namespace, ...rest] = workload.split('/')
    const { behaviour, setBy } = behaviourOf(scenario.workloads, { namespace, name: rest.join('/') }, workloads)
    const plan = planCalls(from, namespace, behaviour, diagnostic => diagnostics.push(diagnostic))
    const model = workloadModel(workload, behaviour, plan)
    models.set(workload, model)
    const isServer = !gateways.has(workload) && !callers.has(workload) && workload !== 'default/client'
    if (isServer && !ESSENTIAL.every(field => setBy[field])) unstated.push(workload)
    return model
  }
  for (const { namespace, name } of workloads) make(`${namespace}/${name}`, registry)
  return {
    of: workload => models.get(workload) ?? make(workload, registry),
    diagnostics: unique(diagnostics),
    assumed: unstated.length === 0 ? [] : [sentence(unstated)],
  }
}

function sentence(workloads: readonly string[]): string {
  const shown = workloads.slice(0, 6).map(name => name.replace(/^default\//, ''))
  const more = workloads.length > shown.length ? ` and ${workloads.length - shown.length} more` : ''
  return `${shown.join(', ')}${more}: default behaviour (service time p50 5ms, p99 25ms; 32 workers; queue 1024; no calls)`
}

/** A glob gives the same fault for every workload that it matches. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map(each => [JSON.stringify([each.place, each.message]), each])).values()]
}
