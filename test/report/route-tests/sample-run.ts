import type { CoverageItem, RouteCheck, RouteTestRun } from '../../../src/dataplane/route-test-run.ts'
import type { RouteTestReport } from '../../../src/report/route-tests/report.ts'

const FILE = 'routes.test.yaml'
const at = (line: number, column = 5, file = FILE) => ({ file, line, column })

function check(title: string, line: number, facts = 1, more: Partial<RouteCheck> = {}): RouteCheck {
  const caller = 'sidecar of default/productpage-v1'
  const request = 'GET http://reviews/reviews/0'
  return { title, place: at(line), request, caller, facts, failures: [], got: { to: 'reviews' }, ...more }
}

const OVERLAY = 'overlays/reviews.yaml'

/** The run of the design's mock-up: four tests, one of whose three checks fails. */
export const SAMPLE_RUN: RouteTestRun = {
  files: [
    {
      file: FILE,
      tests: [
        {
          name: 'product page enters by the gateway',
          place: at(4),
          checks: ['/productpage', '/login', '/api/v1/products/0'].map(path => check(path, 7)),
        },
        {
          name: "unknown paths get the proxy's 404",
          place: at(8),
          checks: ['/admin', '/productpage/1'].map(path => check(path, 11)),
        },
        {
          name: 'jason sees v2, everyone else v1',
          place: at(12),
          checks: [
            check('end-user: jason', 17, 2, {
              failures: [
                {
                  what: 'to',
                  expected: 'reviews subset v2',
                  got: 'reviews subset v1, by VirtualService/reviews#0',
                  lines: [
                    {
                      place: at(9, 5, OVERLAY),
                      text: '  - route: [{ destination: { host: reviews, subset: v1 } }]',
                      words: 'no match clause: takes every request',
                      role: 'took',
                    },
                    {
                      place: at(12, 5, OVERLAY),
                      text: '  - match: [{ headers: { end-user: { exact: jason } } }]',
                      words: 'never reached',
                      role: 'never',
                    },
                  ],
                  help: 'move the unmatched route last',
                  code: 'MS2104',
                },
              ],
            }),
            ...['anna', 'Jason'].map(user => check(`end-user: ${user}`, 18)),
          ],
        },
        { name: 'canary route', place: at(19), checks: [check('', 23, 6)] },
      ],
    },
  ],
  assumed: [],
  coverage: {
    routes: { touched: items(5), missing: [{ name: 'VirtualService/ratings#0', place: at(3, 5, 'ratings.yaml') }] },
    matches: { touched: items(4), missing: [] },
    subsets: { touched: items(2), missing: [{ name: 'DestinationRule/reviews/v3', place: at(9, 5, 'rules.yaml') }] },
    destinations: { touched: items(6), missing: [] },
  },
}

/** Only their number is told. */
function items(count: number): readonly CoverageItem[] {
  return Array.from({ length: count }, (_, i) => ({ name: `touched ${i}`, place: at(i + 1) }))
}

export function reportOf(run: RouteTestRun, more: Partial<RouteTestReport> = {}): RouteTestReport {
  const again = (file: string, test: string) => `meshsim test ${file} --name '${test}'`
  return { run, shortfalls: [], milliseconds: 38.2, again, ...more }
}

/** One check whose every text is hostile to the formats. */
export function hostileRun(): RouteTestRun {
  const text = `<a href="x"> & 'b' ]]> # 100%, \u0007\n::set-output:: \\`
  const failure = { what: text, expected: text, got: text, lines: [], help: text }
  const failed = check(text, 3, 1, { failures: [failure], note: text, request: text, caller: text })
  return {
    files: [{ file: 'a,b:<c>.yaml', tests: [{ name: text, place: at(2), checks: [failed] }] }],
    assumed: [text],
  }
}
