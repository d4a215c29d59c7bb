import type { ZoneRouting } from '../../../dataplane/cluster.ts'
import {
  type Fields,
  fields,
  list,
  numberOr,
  optionalBoolean,
  optionalFields,
  optionalNumber,
  text,
  textMap,
  texts,
} from '../field.ts'
import type { TrafficDistribution } from '../registry/service.ts'

/** networking.istio.io LocalityLoadBalancerSetting, or what a Service's trafficDistribution amounts to. */
export interface LocalitySetting {
  readonly distribute: readonly { readonly from: string; readonly to: Readonly<Record<string, number>> }[]
  readonly failover: readonly { readonly from: string; readonly to: string }[]
  readonly failoverPriority: readonly string[]
  /** Priorities apply without outlierDetection too (trafficDistribution). */
  readonly forced: boolean
  /** It is a zoneAwareLbSetting: priorities are regions, and Envoy spreads requests over the zones of its own. */
  readonly zoneAware?: ZoneRouting
}

const REGION = 'topology.kubernetes.io/region'
const ZONE = 'topology.kubernetes.io/zone'
const SUBZONE = 'topology.istio.io/subzone'
const NETWORK = 'topology.istio.io/network'

const BY_DISTRIBUTION: Readonly<Record<Exclude<TrafficDistribution, 'any'>, readonly string[]>> = {
  sameZone: [NETWORK, REGION, ZONE],
  sameNode: [NETWORK, REGION, ZONE, SUBZONE, 'kubernetes.io/hostname'],
}

/**
 * The setting that holds for a cluster: of the DestinationRule, else of the Service, else of the mesh; `enabled: false`
 * at the first of these that speaks means none; since 1.31 zoneAwareLbSetting goes before localityLbSetting beside it
 * (core/loadbalancer/loadbalancer.go:GetEffectiveLbSetting).
 */
export function localitySetting(
  loadBalancer: Fields | undefined,
  distribution: TrafficDistribution,
  meshConfig: Readonly<Record<string, unknown>>,
  knowsZones: boolean,
): LocalitySetting | undefined {
  const ownZones = knowsZones ? optionalFields(loadBalancer?.zoneAwareLbSetting) : undefined
  if (ownZones) return zoneAwareSetting(ownZones)
  const own = optionalFields(loadBalancer?.localityLbSetting)
  if (own) return enabledSetting(own)
  if (distribution !== 'any') {
    return { distribute: [], failover: [], failoverPriority: BY_DISTRIBUTION[distribution], forced: true }
  }
  const zones = knowsZones ? optionalFields(meshConfig.zoneAwareLbSetting) : undefined
  if (zones) return zoneAwareSetting(zones)
  return enabledSetting(fields(meshConfig.localityLbSetting))
}

/** `enabled: false` still speaks: it turns off what Envoy would do by itself (loadbalancer.go:ZoneAwareLBSettings). */
function zoneAwareSetting(setting: Fields): LocalitySetting {
  const enabled = optionalBoolean(setting.enabled) !== false
  const minClusterSize = optionalNumber(setting.minClusterSize)
  return {
    distribute: [],
    failover: enabled ? failoverOf(setting) : [],
    failoverPriority: enabled ? texts(setting.failoverPriority) : [],
    forced: enabled,
    zoneAware: { enabled, ...(minClusterSize !== undefined && { minClusterSize }) },
  }
}

/** A region that is not written is the one of pods whose place nobody knows, like theirs an empty text. */
function failoverOf(setting: Fields): LocalitySetting['failover'] {
  return list(setting.failover)
    .map(entry => textMap(entry))
    .map(({ from = '', to = '' }) => ({ from, to }))
}

function enabledSetting(setting: Fields): LocalitySetting | undefined {
  if (optionalBoolean(setting.enabled) === false) return undefined
  return {
    distribute: list(setting.distribute).map(entry => {
      const { from, to } = fields(entry)
      return { from: text(from), to: percentages(to) }
    }),
    failover: failoverOf(setting),
    failoverPriority: texts(setting.failoverPriority),
    forced: false,
  }
}

function percentages(value: unknown): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([to, percent]) => [to, numberOr(percent, 0)]))
}
