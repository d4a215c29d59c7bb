import type { Check, Path } from '../check.ts'
import { checkAnyDuration } from '../field-check.ts'
import { isRecord, isSet, listOf, numberOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isIpAddress } from './address.ts'
import { checkClientTls } from './client-tls.ts'
import { checkConnectionPool } from './connection-pool.ts'
import { fqdnProblem } from './host.ts'
import { checkLoadBalancer } from './load-balancer.ts'
import { checkPort } from './port.ts'

/** pkg/config/validation/validation.go:validateTrafficPolicy. */
export function checkTrafficPolicy(policy: unknown, path: Path, check: Check): void {
  if (!isRecord(policy)) return
  if (!Object.values(policy).some(isSet)) {
    check.error('MS2213', path, 'a traffic policy must set something')
    return
  }
  if (isSet(policy.tunnel) && isSet(policy.proxyProtocol)) {
    check.errorAtKey('MS2213', [...path, 'proxyProtocol'], "tunnel and proxyProtocol can't be set together")
  }
  checkCommonPolicy(policy, path, check)
  const { budgetInterval } = recordOf(policy.retryBudget)
  if (isSet(budgetInterval)) checkAnyDuration(textOf(budgetInterval), [...path, 'retryBudget', 'budgetInterval'], check)
  checkTunnel(policy.tunnel, [...path, 'tunnel'], check)
  listOf(policy.portLevelSettings).forEach((entry, index) => {
    const settings = recordOf(entry)
    const at = [...path, 'portLevelSettings', index]
    if (!isSet(settings.port)) check.error('MS2213', at, 'the port is missing')
    const fields = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls']
    if (!fields.some(field => isSet(settings[field])))
      check.error('MS2213', at, 'settings of a port must set something')
    checkCommonPolicy(settings, at, check)
  })
}

/** The parts that a policy and its settings per port share. */
function checkCommonPolicy(policy: YamlRecord, path: Path, check: Check): void {
  checkOutlierDetection(policy.outlierDetection, [...path, 'outlierDetection'], check)
  checkConnectionPool(policy.connectionPool, [...path, 'connectionPool'], check)
  checkLoadBalancer(policy.loadBalancer, isSet(policy.outlierDetection), [...path, 'loadBalancer'], check)
  checkClientTls(policy.tls, [...path, 'tls'], check)
}

function checkOutlierDetection(outlier: unknown, path: Path, check: Check): void {
  if (!isRecord(outlier)) return
  if ((numberOf(outlier.consecutiveErrors) ?? 0) !== 0) {
    const help = 'use consecutive5xxErrors or consecutiveGatewayErrors'
    check.warning('MS2250', [...path, 'consecutiveErrors'], 'consecutiveErrors is deprecated', help)
  }
  const localFailures = numberOf(outlier.consecutiveLocalOriginFailures) ?? 0
  if (localFailures > 0 && outlier.splitExternalLocalOriginErrors !== true) {
    const message = 'consecutiveLocalOriginFailures counts only with splitExternalLocalOriginErrors: true'
    check.error('MS2213', [...path, 'consecutiveLocalOriginFailures'], message)
  }
  for (const field of ['maxEjectionPercent', 'minHealthPercent']) {
    const percent = numberOf(outlier[field]) ?? 0
    if (percent < 0 || percent > 100) {
      check.error('MS2211', [...path, field], `${percent} is not a percentage`, 'allowed: 0 to 100')
    }
  }
}

function checkTunnel(tunnel: unknown, path: Path, check: Check): void {
  if (!isRecord(tunnel)) return
  const protocol = textOf(tunnel.protocol)
  if (!['', 'CONNECT', 'POST'].includes(protocol)) {
    check.error('MS2213', [...path, 'protocol'], `${protocol} can't tunnel`, 'allowed: CONNECT, POST')
  }
  const host = textOf(tunnel.targetHost)
  const problem = fqdnProblem(host)
  if (problem && !isIpAddress(host)) check.error('MS2201', [...path, 'targetHost'], problem)
  checkPort(tunnel.targetPort, [...path, 'targetPort'], check)
}
