import type { Check } from '../check.ts'
import { checkFields } from '../field-check.ts'
import { ISTIO_KINDS, ISTIO_SCHEMAS } from '../istio-fields.gen.ts'
import { groupOf, versionOf } from '../kinds.ts'
import { recordOf, type YamlRecord } from '../value.ts'

/** Checks one kind's spec beyond its field table: what the CRDs' CEL rules and istiod's validation demand. */
export type SpecCheck = (spec: YamlRecord, check: Check) => void

const SPEC_CHECKS: Readonly<Record<string, SpecCheck>> = {}

/** An Istio resource as the API server (field table) and istiod's webhook (rules beyond it) would judge it. */
export function checkIstio(check: Check): void {
  const { resource } = check
  const group = groupOf(resource.apiVersion)
  const entry = ISTIO_KINDS.find(kind => kind.group === group && kind.kind === resource.kind)
  if (!entry) return
  const schema = entry.versions[versionOf(resource.apiVersion)]
  if (schema === undefined) {
    const help = `served: ${Object.keys(entry.versions)
      .map(version => `${group}/${version}`)
      .join(', ')}`
    check.error('MS2003', ['apiVersion'], `${resource.apiVersion} has no ${resource.kind}`, help)
    return
  }
  checkFields(resource.body.spec, ISTIO_SCHEMAS[schema], ISTIO_SCHEMAS, ['spec'], check)
  // The rules beyond the table count on its types: with a wrong type they would only add noise.
  if (!check.hasError()) SPEC_CHECKS[resource.kind]?.(recordOf(resource.body.spec), check)
}
