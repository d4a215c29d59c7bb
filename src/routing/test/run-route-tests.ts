import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Mesh } from '../../config/mesh.ts'
import { applyResources } from '../../config/read-mesh.ts'
import type { Resource } from '../../config/resource.ts'
import type { PlannedCheck, RouteTest, RouteTestSuite } from '../../config/route-tests/route-tests.ts'
import type { Request } from '../../dataplane/request.ts'
import type { RouteCheck, RouteTestFile, RouteTestResult, RouteTestRun } from '../../dataplane/route-test-run.ts'
import { type BoundCaller, boundCallers, callerText } from '../foreign-tests/bound-caller.ts'
import { type AssumedMesh, boundMesh } from '../foreign-tests/bound-mesh.ts'
import { namedCaller } from './caller.ts'
import { Coverage } from './coverage.ts'
import { checkExpectation } from './expectation.ts'
import { factsOf } from './facts.ts'
import { gotOf } from './got.ts'
import { takenRule } from './rule-checks.ts'
import { unnamedCaller } from './unnamed-caller.ts'

export interface RouteTestOptions {
  /** Only tests whose name contains this. */
  readonly name?: string
  /** Manifests that a `given:` names, read; relative to the suite's file. */
  given?(suite: RouteTestSuite, test: RouteTest): readonly Resource[]
}

export interface RanRouteTests {
  readonly run: RouteTestRun
  /** Callers that the mesh does not have: the tests that name them did not run. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Every check of every suite on one mesh, exactly: nothing is drawn. `initHash()` must have ended. */
export function runRouteTests(
  mesh: Mesh,
  suites: readonly RouteTestSuite[],
  { name = '', given = () => [] }: RouteTestOptions = {},
): RanRouteTests {
  const base = openMesh(mesh)
  const coverage = new Coverage()
  const diagnostics: Diagnostic[] = []
  const files = suites.map((suite): RouteTestFile => {
    const tests = suite.tests.filter(test => test.name.name.includes(name))
    return {
      file: suite.file,
      tests: tests.map(test => {
        const overlay = given(suite, test)
        const on = overlay.length === 0 ? base : openMesh(applyResources(mesh, overlay, Number.MAX_SAFE_INTEGER))
        return testOn(on, test, coverage, diagnostics)
      }),
    }
  })
  const exclude = suites.flatMap(suite => suite.coverage?.exclude ?? [])
  return {
    run: { files, assumed: base.mesh.assumed, coverage: coverage.report(mesh, { exclude }) },
    diagnostics,
  }
}

interface OpenMesh {
  readonly mesh: AssumedMesh
  readonly callers: ReturnType<typeof boundCallers>
}

function openMesh(files: Mesh): OpenMesh {
  const mesh = boundMesh(files)
  return { mesh, callers: boundCallers(mesh) }
}

function testOn(on: OpenMesh, test: RouteTest, coverage: Coverage, diagnostics: Diagnostic[]): RouteTestResult {
  const checks = test.checks.flatMap(check => {
    const found = callerOf(on, check)
    if ('problem' in found) {
      diagnostics.push(found.problem)
      return []
    }
    return [checkOn(on, check, found.caller, coverage)]
  })
  return { name: test.name.name, place: test.name.place, checks }
}

function callerOf({ mesh, callers }: OpenMesh, { from, request }: PlannedCheck) {
  if (from) return namedCaller(mesh, from, request)
  return { caller: unnamedCaller(mesh, callers, request) }
}

function requestOf({ host, path, method, headers }: PlannedCheck['request'], tls = false): Request {
  return { method, scheme: tls ? 'https' : 'http', authority: host, path, headers }
}

function checkOn({ mesh }: OpenMesh, check: PlannedCheck, caller: BoundCaller, coverage: Coverage): RouteCheck {
  const request = requestOf(check.request, caller.target.tls !== undefined)
  const facts = factsOf(mesh, caller, request)
  coverage.touch(takenRule(mesh, facts), facts)
  const { count, failures } = checkExpectation(check.expect, { mesh, caller, facts })
  return {
    title: check.title,
    place: check.place,
    request: `${request.method} ${request.scheme}://${request.authority}${request.path}`,
    caller: callerText(caller),
    facts: count,
    failures,
    // Only snapshots and one of the reporters look at it.
    get got() {
      return gotOf(mesh, facts)
    },
  }
}
