import type { Check, Path } from '../check.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { checkCondition, checkOperation, checkSource, isTcpOperation, isTcpSource } from './authorization-rule.ts'
import { checkTargets } from './selector.ts'

/** pkg/config/validation/validation.go:ValidateAuthorizationPolicy. */
export function checkAuthorizationPolicy(spec: YamlRecord, check: Check): void {
  checkTargets(spec, check)
  const action = textOf(spec.action) || 'ALLOW'
  const needsRules = action === 'DENY' || action === 'CUSTOM'
  if (needsRules && !isSet(spec.rules)) {
    const help = 'write rules: [{}] for every request'
    check.error('MS2221', ['spec', 'action'], `action ${action} without rules never does anything`, help)
  }
  const provider = textOf(recordOf(spec.provider).name)
  if (action === 'CUSTOM' && isSet(spec.rules) && provider === '') {
    check.error('MS2221', ['spec', 'action'], 'action CUSTOM needs provider.name')
  }
  if (action !== 'CUSTOM' && isSet(spec.provider)) {
    check.errorAtKey('MS2221', ['spec', 'provider'], `provider is for action CUSTOM, not ${action}`)
  }
  listOf(spec.rules).forEach((entry, index) => {
    checkRule(recordOf(entry), ['spec', 'rules', index], action, check)
  })
}

function checkRule(rule: YamlRecord, path: Path, action: string, check: Check): void {
  const sources = partsOf(rule, 'from', 'source', path, check)
  const operations = partsOf(rule, 'to', 'operation', path, check)
  sources.forEach((source, index) => {
    checkSource(source, [...path, 'from', index, 'source'], action === 'CUSTOM', check)
  })
  operations.forEach((operation, index) => {
    checkOperation(operation, [...path, 'to', index, 'operation'], check)
  })
  listOf(rule.when).forEach((condition, index) => {
    checkCondition(recordOf(condition), [...path, 'when', index], action === 'CUSTOM', check)
  })
  if (action !== 'DENY') return
  const hasOnlyHttpSources = sources.length > 0 && operations.length === 0 && !sources.some(isTcpSource)
  const hasOnlyHttpOperations = operations.length > 0 && !operations.some(isTcpOperation)
  if (hasOnlyHttpSources || hasOnlyHttpOperations) {
    const message = 'this rule has only HTTP conditions, so it denies everything on TCP ports'
    check.warning('MS2221', path, message, 'name the ports that it is meant for')
  }
}

/** The sources of `from`, or the operations of `to`: neither the list nor its entries may be empty. */
function partsOf(rule: YamlRecord, list: 'from' | 'to', part: string, path: Path, check: Check): YamlRecord[] {
  if (!isSet(rule[list])) return []
  const entries = listOf(rule[list])
  if (entries.length === 0)
    check.error('MS2221', [...path, list], `${list} must not be empty`, 'leave it out to meet everything')
  return entries.map((entry, index) => {
    const value = recordOf(entry)[part]
    if (!isSet(value)) check.error('MS2221', [...path, list, index], `${part} is missing`)
    else if (!Object.values(recordOf(value)).some(field => listOf(field).length > 0)) {
      check.error('MS2221', [...path, list, index, part], `${part} must not be empty`)
    }
    return recordOf(value)
  })
}
