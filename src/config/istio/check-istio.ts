import type { Check } from '../check.ts'
import { ISTIO_KINDS, ISTIO_SCHEMAS } from '../istio-fields.gen.ts'
import { checkServedKind } from '../served-kind.ts'
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

/** An Istio resource as the API server (field table) and istiod's webhook (rules beyond it) would judge it. */
export function checkIstio(check: Check): void {
  const { kind, body } = check.resource
  if (checkServedKind(check, ISTIO_KINDS, ISTIO_SCHEMAS)) SPEC_CHECKS[kind]?.(recordOf(body.spec), check)
}
