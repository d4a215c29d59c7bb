import type { Check, Path } from '../check.ts'
import { isRecord, isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'

/** A workload selector's labels, under `matchLabels` or (networking kinds) `labels`: no empty key, no wildcard. */
export function checkSelector(selector: unknown, field: 'matchLabels' | 'labels', path: Path, check: Check): void {
  if (!isRecord(selector)) return
  const labels = Object.entries(recordOf(selector[field]))
  for (const [key, value] of labels) {
    const at = [...path, field, key]
    if (key === '') check.errorAtKey('MS2220', at, 'a label of a selector needs a name')
    if (`${key}${textOf(value)}`.includes('*')) check.error('MS2220', at, 'a selector has no wildcards')
  }
  if (labels.length === 0) check.warning('MS2250', path, 'this selector names no labels, so it selects every workload')
}

const TARGET_KINDS = new Set([
  '/Service',
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
])
/** GatewayClass may be targeted in the root namespace only. */
const ROOT_TARGET_KIND = 'gateway.networking.k8s.io/GatewayClass'

/** A policy applies to workloads by selector, or to Gateways and Services by reference, but not both. */
export function checkTargets(spec: YamlRecord, check: Check): void {
  const given = ['selector', 'targetRef', 'targetRefs'].filter(
    field => isSet(spec[field]) && (!Array.isArray(spec[field]) || listOf(spec[field]).length > 0),
  )
  if (given.length > 1) {
    check.errorAtKey('MS2220', ['spec', given[1]], `${given.join(' and ')} can't be set together`)
  }
  checkSelector(spec.selector, 'matchLabels', ['spec', 'selector'], check)
  if (isSet(spec.targetRef)) checkTarget(recordOf(spec.targetRef), ['spec', 'targetRef'], check)
  listOf(spec.targetRefs).forEach((target, index) => {
    checkTarget(recordOf(target), ['spec', 'targetRefs', index], check)
  })
}

function checkTarget(target: YamlRecord, path: Path, check: Check): void {
  if (textOf(target.name) === '') check.error('MS2220', path, 'the target has no name')
  if (textOf(target.namespace) !== '') {
    check.error('MS2220', [...path, 'namespace'], 'a target is always in the namespace of the policy', 'leave it out')
  }
  const kind = `${textOf(target.group)}/${textOf(target.kind)}`
  if (!TARGET_KINDS.has(kind) && kind !== ROOT_TARGET_KIND) {
    check.error('MS2220', path, `${kind} can't be the target of a policy`, 'allowed: Service, ServiceEntry, Gateway')
  }
}
