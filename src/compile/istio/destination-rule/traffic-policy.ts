import { type Fields, fields, list, numberOr, optionalFields } from '../field.ts'
import type { DestinationRule } from './destination-rule.ts'

/** The parts of a TrafficPolicy that decide about one cluster; each is taken whole from one layer. */
export interface TrafficPolicy {
  readonly loadBalancer?: Fields
  readonly connectionPool?: Fields
  readonly outlierDetection?: Fields
  readonly tls?: Fields
  readonly retryBudget?: Fields
}

const NO_POLICY: TrafficPolicy = {}

/**
 * The policy of one subset (`''` = the whole service) and port: portLevelSettings replace their parent's parts as a set,
 * a subset's policy overrides part by part (pilot/pkg/networking/util:MergeSubsetTrafficPolicy).
 */
export function trafficPolicyFor(rule: DestinationRule | undefined, port: number, subset: string): TrafficPolicy {
  if (!rule) return NO_POLICY
  const whole = layer(rule.trafficPolicy, port).policy
  const policy = subset === '' ? undefined : rule.subsets.find(({ name }) => name === subset)?.trafficPolicy
  if (!policy) return whole
  const own = layer(policy, port)
  if (own.isPortLevel) return { ...own.policy, retryBudget: own.policy.retryBudget ?? whole.retryBudget }
  return {
    loadBalancer: own.policy.loadBalancer ?? whole.loadBalancer,
    connectionPool: own.policy.connectionPool ?? whole.connectionPool,
    outlierDetection: own.policy.outlierDetection ?? whole.outlierDetection,
    tls: own.policy.tls ?? whole.tls,
    retryBudget: own.policy.retryBudget ?? whole.retryBudget,
  }
}

function layer(policy: Fields | undefined, port: number): { policy: TrafficPolicy; isPortLevel: boolean } {
  if (!policy) return { policy: NO_POLICY, isPortLevel: false }
  const portLevel = list(policy.portLevelSettings)
    .map(fields)
    .find(settings => numberOr(fields(settings.port).number, 0) === port)
  const parts = portLevel ?? policy
  return {
    policy: {
      loadBalancer: optionalFields(parts.loadBalancer),
      connectionPool: optionalFields(parts.connectionPool),
      outlierDetection: optionalFields(parts.outlierDetection),
      tls: optionalFields(parts.tls),
      retryBudget: optionalFields(policy.retryBudget),
    },
    isPortLevel: portLevel !== undefined,
  }
}
