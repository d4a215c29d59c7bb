import type { Check, Path } from '../check.ts'
import { checkLabels, isDnsLabel } from '../label.ts'
import { isSet, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isIpAddress, unixSocketProblem } from './address.ts'
import { fqdnProblem } from './host.ts'
import { checkPort } from './port.ts'

/** pkg/config/validation/validation.go:ValidateWorkloadEntry. */
export function checkWorkloadEntry(spec: YamlRecord, check: Check): void {
  checkEndpoint(spec, ['spec'], { allowsNames: true }, check)
}

export interface EndpointRules {
  /** DNS names are allowed as addresses. */
  readonly allowsNames: boolean
  /** Ports that an endpoint may override: those of its ServiceEntry. */
  readonly portNames?: ReadonlySet<string>
}

/** An address with its ports and labels: a WorkloadEntry, or an endpoint of a ServiceEntry. */
export function checkEndpoint(endpoint: YamlRecord, path: Path, rules: EndpointRules, check: Check): void {
  const address = textOf(endpoint.address)
  const at = [...path, 'address']
  if (address === '') {
    if (textOf(endpoint.network) === '') check.error('MS2217', path, 'the address is missing')
    else check.warning('MS2250', path, `there is no address, only the network ${textOf(endpoint.network)}`)
  } else if (address.startsWith('unix://')) {
    const problem = unixSocketProblem(address)
    if (problem) check.error('MS2217', at, problem)
    if (Object.keys(recordOf(endpoint.ports)).length > 0)
      check.error('MS2217', [...path, 'ports'], 'a unix socket has no ports')
    if (rules.portNames && rules.portNames.size !== 1) {
      check.error('MS2217', at, 'endpoints at unix sockets need a ServiceEntry with exactly one port')
    }
  } else if (!isIpAddress(address)) {
    if (!rules.allowsNames) check.error('MS2217', at, `${address} is not an IP address`, 'names need resolution: DNS')
    else if (fqdnProblem(address)) check.error('MS2217', at, `${address} is neither an IP address nor a host name`)
  }
  for (const [name, port] of Object.entries(recordOf(endpoint.ports))) {
    const portPath = [...path, 'ports', name]
    if (rules.portNames && !rules.portNames.has(name)) {
      const help = `it has: ${[...rules.portNames].join(', ')}`
      check.errorAtKey('MS2217', portPath, `the ServiceEntry has no port ${name}`, help)
    } else if (!isDnsLabel(name)) check.errorAtKey('MS2212', portPath, `${name} is not a valid port name`)
    checkPort(port, portPath, check)
  }
  checkLabels(endpoint.labels, [...path, 'labels'], check)
}

/** pkg/config/validation/validation.go:ValidateWorkloadGroup. */
export function checkWorkloadGroup(spec: YamlRecord, check: Check): void {
  if (!isSet(spec.template)) check.error('MS2217', ['spec'], 'the template is missing')
  checkLabels(recordOf(spec.metadata).labels, ['spec', 'metadata', 'labels'], check)
}
