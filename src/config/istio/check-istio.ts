import type { Check } from '../check.ts'
import { checkFields } from '../field-check.ts'
import { ISTIO_KINDS, ISTIO_SCHEMAS } from '../istio-fields.gen.ts'
import { groupOf, versionOf } from '../kinds.ts'
import { recordOf, type YamlRecord } from '../value.ts'
import { checkAuthorizationPolicy } from './authorization-policy.ts'
import { checkDestinationRule } from './destination-rule.ts'
import { checkGateway } from './gateway.ts'
import { checkPeerAuthentication } from './peer-authentication.ts'
import { checkRequestAuthentication } from './request-authentication.ts'
import { checkSelector, checkTargets } from './selector.ts'
import { checkServiceEntry } from './service-entry.ts'
import { checkSidecar } from './sidecar.ts'
import { checkVirtualService } from './virtual-service.ts'
import { checkWorkloadEntry, checkWorkloadGroup } from './workload-entry.ts'

/** Checks one kind's spec beyond its field table: what the CRDs' CEL rules and istiod's validation demand. */
type SpecCheck = (spec: YamlRecord, check: Check) => void

const SPEC_CHECKS: Readonly<Record<string, SpecCheck>> = {
  AuthorizationPolicy: checkAuthorizationPolicy,
  DestinationRule: checkDestinationRule,
  Gateway: checkGateway,
  PeerAuthentication: checkPeerAuthentication,
  ProxyConfig: (spec, check) => {
    checkSelector(spec.selector, 'matchLabels', ['spec', 'selector'], check)
  },
  RequestAuthentication: checkRequestAuthentication,
  ServiceEntry: checkServiceEntry,
  Sidecar: checkSidecar,
  Telemetry: checkTargets,
  VirtualService: checkVirtualService,
  WasmPlugin: checkTargets,
  WorkloadEntry: checkWorkloadEntry,
  WorkloadGroup: checkWorkloadGroup,
}

/** Errors that leave the rest of a resource meaningful: metadata, unknown fields, words, durations, labels. */
const HARMLESS_CODES = new Set(['MS2004', 'MS2010', 'MS2012', 'MS2016', 'MS2224'])

/** An Istio resource as the API server (field table) and istiod's webhook (rules beyond it) would judge it. */
export function checkIstio(check: Check): void {
  const { resource } = check
  const group = groupOf(resource.apiVersion)
  const entry = ISTIO_KINDS.find(kind => kind.group === group && kind.kind === resource.kind)
  if (!entry) return
  const schema = entry.versions[versionOf(resource.apiVersion)]
  if (schema === undefined) {
    const served = Object.keys(entry.versions).map(version => `${group}/${version}`)
    check.error(
      'MS2003',
      ['apiVersion'],
      `${resource.apiVersion} has no ${resource.kind}`,
      `served: ${served.join(', ')}`,
    )
    return
  }
  checkFields(resource.body.spec, ISTIO_SCHEMAS[schema], ISTIO_SCHEMAS, ['spec'], check)
  // With values of a wrong type or missing ones, the rules beyond the table would only repeat what is said already.
  const isSettled = check.diagnostics.every(({ code, level }) => level !== 'error' || HARMLESS_CODES.has(code))
  if (isSettled) SPEC_CHECKS[resource.kind]?.(recordOf(resource.body.spec), check)
}
