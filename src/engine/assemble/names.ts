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
