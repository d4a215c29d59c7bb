import { fields, list, numberOr, text } from '../../compile/istio/field.ts'
import { globToRegExp } from '../../config/glob.ts'
import type { Mesh } from '../../config/mesh.ts'
import { type Resource, resourceId } from '../../config/resource.ts'
import type { CoverageGoal } from '../../config/route-tests/route-tests.ts'
import { placeOf } from '../../config/source-node.ts'
import type { CoverageCount, CoverageItem, RouteCoverage } from '../../dataplane/route-test-run.ts'
import { rulePath, type WrittenRule } from '../explain/written-rule.ts'
import type { RouteFacts } from './facts.ts'

/** What of the mesh some test has touched; names as in `CoverageCount.missing`. */
export class Coverage {
  private readonly touched = new Set<string>()

  /** A rule took a request: its match, and all destinations that it can draw. */
  touch(rule: WrittenRule | undefined, facts: RouteFacts): void {
    if (rule) {
      const name = nameOf(rule.resource, rule.index)
      this.touched.add(name)
      this.touched.add(matchName(name, rule.match))
      if (facts.destinations.length > 0) {
        for (const { index } of drawnOf(rule.resource, rule.index)) this.touched.add(destinationName(name, index))
      }
    }
    for (const { host, subset, weight } of facts.destinations) {
      if (subset !== undefined && weight > 0) this.touched.add(`${host} subset ${subset}`)
    }
  }

  /** @param files the mesh as written, without what was assumed */
  report(files: Mesh, { exclude }: Pick<CoverageGoal, 'exclude'>): RouteCoverage {
    const rules = files.resources.filter(isRouting).flatMap(rulesOf)
    const isCounted = ({ name }: CoverageItem) => !exclude.some(pattern => isExcluded(name, pattern))
    const count = (items: readonly CoverageItem[]): CoverageCount => {
      const counted = items.filter(isCounted)
      const isTouched = ({ name }: CoverageItem) => this.touched.has(name)
      return { touched: counted.filter(isTouched), missing: counted.filter(item => !isTouched(item)) }
    }
    return {
      routes: count(rules.map(({ rule }) => rule)),
      matches: count(rules.flatMap(({ matches }) => matches)),
      destinations: count(rules.flatMap(({ destinations }) => destinations)),
      subsets: this.subsets(files, isCounted),
    }
  }

  /** A subset is touched by its Service's host, whatever the DestinationRule calls it. */
  private subsets(files: Mesh, isCounted: (item: CoverageItem) => boolean): CoverageCount {
    const all = files.resources
      .filter(({ kind }) => kind === 'DestinationRule')
      .flatMap(resource => {
        const spec = fields(resource.body.spec)
        const host = fullHost(text(spec.host), resource.namespace)
        return list(spec.subsets).map((subset, i) => ({
          name: `${resourceId(resource)} subset ${text(fields(subset).name)}`,
          key: `${host} subset ${text(fields(subset).name)}`,
          place: placeOf(resource.source, ['spec', 'subsets', i]),
        }))
      })
      .filter(isCounted)
    const items = (touched: boolean) =>
      all.filter(({ key }) => this.touched.has(key) === touched).map(({ name, place }) => ({ name, place }))
    return { touched: items(true), missing: items(false) }
  }
}

function isRouting({ kind, apiVersion }: Resource): boolean {
  return (
    (kind === 'VirtualService' && apiVersion.startsWith('networking.istio.io/')) ||
    kind === 'HTTPRoute' ||
    kind === 'GRPCRoute'
  )
}

interface RuleItems {
  readonly rule: CoverageItem
  readonly matches: readonly CoverageItem[]
  readonly destinations: readonly CoverageItem[]
}

function rulesOf(resource: Resource): readonly RuleItems[] {
  const at = rulePath(resource)
  return list(fields(resource.body.spec)[at.rules]).map((entry, index) => {
    const rule = fields(entry)
    const path = ['spec', at.rules, index]
    const name = nameOf(resource, index)
    const place = placeOf(resource.source, path)
    const matches = list(rule[at.match])
    const placed = (i: number, key: string) => placeOf(resource.source, [...path, key, i])
    return {
      rule: { name, place },
      matches:
        matches.length === 0
          ? [{ name: matchName(name, undefined), place }]
          : matches.map((_, i) => ({ name: matchName(name, i), place: placed(i, at.match) })),
      destinations: drawnOf(resource, index).map(({ index: i, key }) => ({
        name: destinationName(name, i),
        place: placed(i, key),
      })),
    }
  })
}

/** Destinations of a rule that some request can draw: those without weight are left out of the table (istiod, too). */
function drawnOf(resource: Resource, rule: number): readonly { readonly index: number; readonly key: string }[] {
  const isIstio = resource.kind === 'VirtualService'
  const key = isIstio ? 'route' : 'backendRefs'
  const all = list(fields(list(fields(resource.body.spec)[rulePath(resource).rules])[rule])[key]).map(fields)
  const isDrawn = (weight: unknown) => (isIstio ? all.length === 1 || numberOr(weight, 0) > 0 : numberOr(weight, 1) > 0)
  return all.flatMap(({ weight }, index) => (isDrawn(weight) ? [{ index, key }] : []))
}

function nameOf(resource: Resource, index: number): string {
  return `${resourceId(resource)}#${index}`
}

function matchName(rule: string, match: number | undefined): string {
  return match === undefined ? `${rule} match` : `${rule} match ${match + 1}`
}

function destinationName(rule: string, index: number): string {
  return `${rule} destination ${index + 1}`
}

function fullHost(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`
}

/** `VirtualService/legacy-*` also means `VirtualService/default/legacy-a#0`. */
function isExcluded(name: string, pattern: string): boolean {
  const [kind, namespace, rest] = [name.split('/')[0], name.split('/')[1], name.split('/').slice(2).join('/')]
  const bare = rest.split(/[# ]/)[0]
  const isMeant = globToRegExp(pattern)
  return [name, `${kind}/${namespace}/${bare}`, `${kind}/${bare}`].some(form => isMeant.test(form))
}
