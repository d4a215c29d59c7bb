import type { ForeignTests } from '../../config/route-tests/foreign/foreign-file.ts'
import { type BoundMesh, boundCallers } from './bound-caller.ts'
import type { ForeignResult } from './foreign-result.ts'
import { runRouterCheck } from './router-check-test.ts'
import { runValidatorCase } from './validator-test.ts'

/**
 * All tests of files of istio-config-validator and router_check_tool on the real semantics, in file order. The mesh is one
 * to which `withAssumedNames` was applied before it was compiled: such repositories seldom hold Gateways and Services.
 */
export function runForeignTests(mesh: BoundMesh, files: readonly ForeignTests[]): readonly ForeignResult[] {
  const callers = boundCallers(mesh)
  return files.flatMap(({ validator, routerCheck }) => [
    ...validator.flatMap(test => runValidatorCase(mesh, callers, test)),
    ...routerCheck.map(test => runRouterCheck(mesh, callers, test)),
  ])
}
