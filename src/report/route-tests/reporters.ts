import { routeTestsGithub } from './github.ts'
import { routeTestsJson } from './json.ts'
import { routeTestsJunit } from './junit.ts'
import type { RouteTestReporter } from './report.ts'
import { routeTestsTap } from './tap.ts'
import { defaultText, dotText } from './text.ts'

/** What `meshsim test --reporter` prints, by name. */
export const routeTestReporters = {
  default: defaultText,
  dot: dotText,
  json: routeTestsJson,
  junit: routeTestsJunit,
  github: routeTestsGithub,
  tap: routeTestsTap,
} satisfies Record<string, RouteTestReporter>

export type ReporterName = keyof typeof routeTestReporters
