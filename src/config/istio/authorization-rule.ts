import type { Check, Path } from '../check.ts'
import { nearest } from '../nearest.ts'
import { isSet, listOf, textOf, type YamlRecord } from '../value.ts'
import { isIpSubnet } from './address.ts'

const IP_FIELDS = ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks']
/** Source fields that mean something on a plain TCP connection. */
const TCP_SOURCE_FIELDS = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  ...IP_FIELDS,
]
/** Fields that a CUSTOM rule can't have: its check runs before the caller is known. */
const NOT_CUSTOM = [
  'namespaces',
  'notNamespaces',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
]

export function isTcpSource(source: YamlRecord): boolean {
  return TCP_SOURCE_FIELDS.some(field => isSet(source[field]))
}

export function isTcpOperation(operation: YamlRecord): boolean {
  return isSet(operation.ports) || isSet(operation.notPorts)
}

export function checkSource(source: YamlRecord, path: Path, isCustom: boolean, check: Check): void {
  checkNoEmptyValues(source, path, check)
  for (const field of IP_FIELDS) checkAddresses(source[field], [...path, field], check)
  const accounts = ['serviceAccounts', 'notServiceAccounts'].find(field => isSet(source[field]))
  const beside = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].find(field => isSet(source[field]))
  if (accounts && beside)
    check.errorAtKey('MS2221', [...path, beside], `${accounts} and ${beside} can't be set together`)
  if (!isCustom) return
  for (const field of NOT_CUSTOM.filter(name => listOf(source[name]).length > 0)) {
    check.errorAtKey('MS2221', [...path, field], `${field} is not supported with action CUSTOM`)
  }
}

export function checkOperation(operation: YamlRecord, path: Path, check: Check): void {
  checkNoEmptyValues(operation, path, check)
  for (const field of ['ports', 'notPorts']) checkPorts(operation[field], [...path, field], check)
  for (const field of ['paths', 'notPaths']) {
    listOf(operation[field]).forEach((pattern, index) => {
      const problem = pathTemplateProblem(textOf(pattern))
      if (problem) check.error('MS2221', [...path, field, index], `${textOf(pattern)}: ${problem}`)
    })
  }
}

/** Path templates: whole segments `{*}` (one) and `{**}` (any number, not before another operator). */
export function pathTemplateProblem(pattern: string): string | undefined {
  if (!pattern.includes('{*}') && !pattern.includes('{**}')) return undefined
  const segments = pattern.split('/')
  const odd = segments.find(segment => /[{}*]/.test(segment) && segment !== '{*}' && segment !== '{**}')
  if (odd !== undefined) return `${odd} is not allowed beside {*} and {**}, which stand for whole segments`
  const rest = segments.indexOf('{**}')
  const hasLater = rest >= 0 && segments.slice(rest + 1).some(segment => segment.startsWith('{'))
  return hasLater ? '{**} must be the last operator' : undefined
}

function checkNoEmptyValues(fields: YamlRecord, path: Path, check: Check): void {
  for (const [field, values] of Object.entries(fields)) {
    const empty = listOf(values).indexOf('')
    if (empty >= 0) check.error('MS2221', [...path, field, empty], `an entry of ${field} must not be empty`)
  }
}

function checkAddresses(values: unknown, path: Path, check: Check): void {
  listOf(values).forEach((value, index) => {
    const text = textOf(value)
    if (text !== '' && !isIpSubnet(text))
      check.error('MS2221', [...path, index], `${text} is not an address or CIDR block`)
  })
}

function checkPorts(values: unknown, path: Path, check: Check): void {
  listOf(values).forEach((value, index) => {
    const text = textOf(value)
    if (text === '' || (/^[0-9]+$/.test(text) && Number(text) <= 65535)) return
    check.error('MS2212', [...path, index], `${text} is not a port`, 'allowed: 0 to 65535')
  })
}

const PLAIN_KEYS = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
]
/** Keys with a name in brackets. */
const MAP_KEYS = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.']

/** An entry of `when` (pkg/config/security:ValidateAttribute). */
export function checkCondition(condition: YamlRecord, path: Path, isCustom: boolean, check: Check): void {
  const key = textOf(condition.key)
  const at = [...path, 'key']
  if (key === '') {
    check.error('MS2221', path, 'the key is missing')
    return
  }
  if (listOf(condition.values).length === 0 && listOf(condition.notValues).length === 0) {
    check.error('MS2221', path, `key ${key} needs values or notValues`)
  }
  checkNoEmptyValues(condition, path, check)
  const isMap = MAP_KEYS.some(prefix => key.startsWith(prefix))
  if (isMap && !/^[^[]+\[.+\]$/.test(key)) check.error('MS2221', at, `${key} needs a name in brackets: ${key}[name]`)
  if (!isMap && !PLAIN_KEYS.includes(key)) {
    const meant = nearest(key, [...PLAIN_KEYS, 'request.headers[name]', 'request.auth.claims[name]'])
    check.error('MS2221', at, `${key} is not an attribute`, meant && `did you mean ${meant}?`)
  }
  for (const field of ['values', 'notValues']) {
    if (['source.ip', 'remote.ip', 'destination.ip'].includes(key))
      checkAddresses(condition[field], [...path, field], check)
    if (key === 'destination.port') checkPorts(condition[field], [...path, field], check)
  }
  const needsCaller = key === 'source.namespace' || key === 'source.principal' || key.startsWith('request.auth.')
  if (isCustom && needsCaller) check.error('MS2221', at, `${key} is not supported with action CUSTOM`)
}
