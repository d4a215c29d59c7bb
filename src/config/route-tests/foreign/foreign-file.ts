import type { Diagnostic } from '../../diagnostic.ts'
import { diagnosticAt } from '../../report-at.ts'
import type { SourceNode } from '../../source-node.ts'
import { isRecord } from '../../value.ts'
import { parseYaml } from '../../yaml.ts'
import { readValidatorTests, type ValidatorCase } from './istio-config-validator.ts'
import { type RouterCheckCase, readRouterCheckTests } from './router-check.ts'

/** Formats of other tools that are known by the shape of a document. */
export type ForeignFormat = 'istio-config-validator' | 'router-check'

export interface ForeignTests {
  readonly file: string
  readonly validator: readonly ValidatorCase[]
  readonly routerCheck: readonly RouterCheckCase[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Which tool's test file a document is; undefined for everything else, as route tests of the own format. */
export function foreignFormatOf(value: unknown): ForeignFormat | undefined {
  if (!isRecord(value) || 'kind' in value) return undefined
  if ('testCases' in value) return 'istio-config-validator'
  const isRouterCheck = Array.isArray(value.tests) && value.tests.some(test => isRecord(test) && 'validate' in test)
  return isRouterCheck ? 'router-check' : undefined
}

/** The tests of a file of other tools. Never throws on any text. */
export function readForeignTests(text: string, file: string): ForeignTests {
  const { documents, diagnostics } = parseYaml(text, file, 'yaml12')
  const read = documents.map(({ value, source }) => {
    const format = foreignFormatOf(value)
    const validator = format === 'istio-config-validator' ? readValidatorTests(value, source) : NONE
    const routerCheck = format === 'router-check' ? readRouterCheckTests(value, source) : NONE
    return { validator, routerCheck, own: format === undefined ? envoyRouteConfig(value, source) : [] }
  })
  return {
    file,
    validator: read.flatMap(({ validator }) => validator.cases),
    routerCheck: read.flatMap(({ routerCheck }) => routerCheck.cases),
    diagnostics: [
      ...diagnostics,
      ...read.flatMap(({ validator, routerCheck, own }) => [
        ...validator.diagnostics,
        ...routerCheck.diagnostics,
        ...own,
      ]),
    ],
  }
}

const NONE = { cases: [], diagnostics: [] }

/** router_check_tool reads tables of Envoy (`virtual_hosts`), which say nothing of the mesh that they were made from. */
export function envoyRouteConfig(value: unknown, source: SourceNode): readonly Diagnostic[] {
  if (!isRecord(value) || !('virtual_hosts' in value || 'virtualHosts' in value)) return []
  return [
    diagnosticAt(
      source,
      ['virtual_hosts' in value ? 'virtual_hosts' : 'virtualHosts'],
      {
        code: 'MS4205',
        level: 'error',
        message: 'this is a route configuration of Envoy',
        help: 'give the Istio YAML that it was made from with -f: the tests run against what istiod makes of it',
      },
      'key',
    ),
  ]
}
