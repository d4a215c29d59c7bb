import type { RunResult } from '../../measure/result.ts'
import { causesHtml } from './causes.ts'
import { documentHtml } from './document.ts'
import { podsHtml } from './pods.ts'
import { precisionHtml } from './precision.ts'
import { remarksHtml, reproduceHtml } from './remarks.ts'
import { servicesHtml, sharesHtml } from './services.ts'
import { timelineHtml } from './timeline.ts'
import { assertionsHtml, happeningsHtml, headerHtml } from './verdict.ts'

/**
 * `report.html`: one page that needs nothing else, from the verdict to how to repeat it.
 */
export function reportHtml(result: RunResult): string {
  const sections = [
    headerHtml(result),
    assertionsHtml(result),
    happeningsHtml(result.happenings),
    timelineHtml(result),
    causesHtml(result),
    servicesHtml(result),
    precisionHtml(result),
    sharesHtml(result),
    podsHtml(result),
    remarksHtml(result),
    reproduceHtml(result),
  ]
  return documentHtml(`${result.passed ? '✓' : '✗'} ${result.scenario.title}`, sections)
}
