import { fields, labelsMatch, textMap } from '../compile/istio/field.ts'
import { unservedNames } from '../compile/istio/unserved/unserved.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import type { Resource } from '../config/resource.ts'
import { nodeAt } from '../config/source-node.ts'
import type { Place } from '../kernel/place.ts'
import { type LintWorld, specOf } from './world.ts'

/**
 * Names that nobody serves, as a run warns of them, less those that these files can't tell: a repository of rules holds no
 * Services, one of Services no pods, and pods may be made by controllers of other API groups.
 */
export function unserved(world: LintWorld): readonly Diagnostic[] {
  const foreign = world.files.resources.filter(({ apiVersion }) => !MODELLED.test(apiVersion))
  const hidden = new Set(
    foreign.length === 0 ? [] : world.files.resources.filter(service => isPeopledBy(foreign, service)).map(selectorKey),
  )
  const isKnown = ({ code, place }: Diagnostic): boolean => {
    if (SERVICES_TELL.has(code)) return world.hasServices
    if (code === 'MS2404') return world.hasServices || world.gateways.length > 0
    return code !== 'MS2407' || (world.hasWorkloads && !hidden.has(keyOf(place)))
  }
  return unservedNames(world.mesh, world.registry).filter(isKnown)
}

/** Some resource of another API group has a pod template that the Service selects (an Argo Rollout, say). */
function isPeopledBy(foreign: readonly Resource[], service: Resource): boolean {
  if (service.kind !== 'Service' || service.apiVersion !== 'v1') return false
  const selector = textMap(specOf(service).selector)
  return foreign.some(
    resource =>
      resource.namespace === service.namespace &&
      labelsMatch(selector, textMap(fields(fields(specOf(resource).template).metadata).labels)),
  )
}

/** A repository of rules alone holds neither the Services nor the Gateways that they name. */
const SERVICES_TELL: ReadonlySet<string> = new Set(['MS2401', 'MS2402', 'MS2411', 'MS2413'])

const MODELLED = /^(v1|apps\/v1|[^/]*\.istio\.io\/.*|gateway\.networking\.k8s\.io\/.*)$/

function selectorKey(service: Resource): string {
  return keyOf(nodeAt(service.source, ['spec', 'selector']).place)
}

function keyOf({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
