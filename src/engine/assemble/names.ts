import { CLUSTER_DOMAIN } from '../../compile/istio/registry/kubernetes-service.ts'
import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { matchesWorkload, type WorkloadName } from '../../config/scenario/behaviour.ts'
import type { ScenarioCode } from '../../config/scenario/codes.ts'
import type { Named } from '../../config/scenario/scenario.ts'
import { didYouMean } from '../../config/scenario/suggestion.ts'

/** A name in the scenario that nothing in the files, or in the scenario itself, answers to. */
export function unknownName(code: ScenarioCode, kind: string, named: Named, known: readonly string[]): Diagnostic {
  const { name, place } = named
  return {
    code,
    level: 'error',
    message: `no ${kind} is called "${name}"`,
    place,
    endColumn: place.column + name.length,
    help: known.length === 0 ? `the files define no ${kind}` : didYouMean(name, known),
  }
}

/** Problem of a workload name or glob, if it matches none of `all`. */
export function checkWorkload(named: Named, all: readonly WorkloadName[], code: ScenarioCode = 'MS3050'): Diagnostic[] {
  if (all.some(workload => matchesWorkload(named.name, workload, all))) return []
  return [unknownName(code, 'workload', named, workloadNames(all))]
}

/** Names as a person writes them: without the namespace where that is enough. */
export function workloadNames(all: readonly WorkloadName[]): string[] {
  return all.map(({ namespace, name }) =>
    all.filter(other => other.name === name).length > 1 ? `${namespace}/${name}` : name,
  )
}

/** A host that only a Service can have: no domain outside is called so. */
export function isOfTheMesh(host: string): boolean {
  return /^[^.:[\]]+$|\.svc$/.test(host) || host.endsWith(`.svc.${CLUSTER_DOMAIN}`)
}

/** `host`, a part of what `to` names; the help has the names that a caller in `namespace` has for what exists. */
export function unknownService(to: Named, host: string, namespace: string, { services }: ServiceRegistry): Diagnostic {
  const known = services
    .filter(({ hostname }) => isOfTheMesh(hostname))
    .map(each => (each.namespace === namespace ? each.name : `${each.name}.${each.namespace}`))
  const { place } = to
  return { ...unknownName('MS3050', 'Service', { name: host, place }, known), endColumn: place.column + to.name.length }
}
