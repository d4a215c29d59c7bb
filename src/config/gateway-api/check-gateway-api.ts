import type { Check } from '../check.ts'
import { GATEWAY_API_KINDS, GATEWAY_API_SCHEMAS } from '../gateway-api-fields.gen.ts'
import { checkServedKind } from '../served-kind.ts'
import { recordOf, type YamlRecord } from '../value.ts'
import { checkListeners } from './listeners.ts'
import { checkParents } from './parents.ts'
import { checkGrpcRules, checkHttpRules, checkLayer4Rules } from './rules.ts'

/** What the CEL rules of a kind's CRD demand beyond its field table. */
type SpecCheck = (spec: YamlRecord, check: Check) => void

const SPEC_CHECKS: Readonly<Record<string, SpecCheck>> = {
  Gateway: checkListeners,
  HTTPRoute: (spec, check) => {
    checkParents(spec, check)
    checkHttpRules(spec, check)
  },
  GRPCRoute: (spec, check) => {
    checkParents(spec, check)
    checkGrpcRules(spec, check)
  },
  TLSRoute: (spec, check) => {
    checkParents(spec, check)
    checkLayer4Rules(spec, check)
  },
  TCPRoute: (spec, check) => {
    checkParents(spec, check)
    checkLayer4Rules(spec, check)
  },
}

/** A resource of the Gateway API as the API server would judge it: field table and CEL rules of its CRD. */
export function checkGatewayApi(check: Check): void {
  const { kind, body } = check.resource
  if (checkServedKind(check, GATEWAY_API_KINDS, GATEWAY_API_SCHEMAS)) SPEC_CHECKS[kind]?.(recordOf(body.spec), check)
}
