import type { Condition, PathTemplate } from '../../../dataplane/authorization.ts'
import type { StringMatch } from '../../../dataplane/match.ts'
import { type Fields, texts } from '../field.ts'
import { conditions, type FieldValues, headerMatch, stringMatch } from './condition.ts'

/** A condition, and whether only HTTP can tell. */
export interface RuleCondition {
  readonly httpOnly: boolean
  readonly condition: Condition
}

export function http(found: readonly Condition[]): readonly RuleCondition[] {
  return found.map(condition => ({ httpOnly: true, condition }))
}

export function anyProtocol(found: readonly Condition[]): readonly RuleCondition[] {
  return found.map(condition => ({ httpOnly: false, condition }))
}

/** `to.operation` of a rule: all of its fields must be met (authz/model/model.go:New). */
export function operationConditions(operation: Fields): readonly RuleCondition[] {
  const field = (values: string, notValues: string): FieldValues => ({
    values: texts(operation[values]),
    notValues: texts(operation[notValues]),
  })
  return [
    ...http(conditions(field('hosts', 'notHosts'), hosts)),
    ...http(conditions(field('methods', 'notMethods'), methods)),
    ...http(conditions(field('paths', 'notPaths'), paths)),
    ...anyProtocol(conditions(field('ports', 'notPorts'), ports)),
  ]
}

/** Ports are those of the workload, not of its Services. */
export function ports(values: readonly string[], negated: boolean): Condition {
  return { on: 'destinationPort', ports: values.map(Number), negated }
}

/** The whole Host header is compared, port included. */
function hosts(values: readonly string[], negated: boolean): Condition {
  return { on: 'authority', matches: values.map(value => headerMatch(value, true)), negated }
}

function methods(values: readonly string[], negated: boolean): Condition {
  return { on: 'method', matches: values.map(value => headerMatch(value)), negated }
}

function paths(values: readonly string[], negated: boolean): Condition {
  return { on: 'path', matches: values.map(pathMatch), negated }
}

function pathMatch(value: string): StringMatch | PathTemplate {
  if (!value.includes('{*}') && !value.includes('{**}')) return stringMatch(value)
  const segments = value.replaceAll('{*}', '*').replaceAll('{**}', '**').split('/').slice(1)
  return { kind: 'template', segments }
}
