import type { RunResult } from '../../measure/result.ts'
import { escapeText } from '../chart/svg.ts'
import { causesHtml } from './causes.ts'
import { podsHtml } from './pods.ts'
import { remarksHtml, reproduceHtml } from './remarks.ts'
import { servicesHtml, sharesHtml } from './services.ts'
import { PAGE_STYLE, TEXTURES } from './style.ts'
import { timelineHtml } from './timeline.ts'
import { assertionsHtml, happeningsHtml, headerHtml } from './verdict.ts'

/**
 * `report.html`: one page that needs nothing else, from the verdict to how to repeat it. No scripts, no outside
 * references; the policy in its head lets a browser load nothing.
 */
export function reportHtml(result: RunResult): string {
  const sections = [
    headerHtml(result),
    assertionsHtml(result),
    happeningsHtml(result.happenings),
    timelineHtml(result),
    causesHtml(result),
    servicesHtml(result),
    sharesHtml(result),
    podsHtml(result),
    remarksHtml(result),
    reproduceHtml(result),
  ]
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(result.passed ? '✓' : '✗')} ${escapeText(result.scenario.title)}</title>
<style>
${PAGE_STYLE}
</style>
</head>
<body>
${TEXTURES}
<main>
${sections.filter(part => part !== '').join('\n')}
</main>
</body>
</html>
`
}
