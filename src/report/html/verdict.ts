import type { AssertionResult, Happening, RunResult } from '../../measure/result.ts'
import { escapeText } from '../chart/svg.ts'
import { countText, durationText, instantText } from '../figure.ts'
import { observedText } from '../text/assertions.ts'
import { counted } from '../text/headline.ts'
import { placeText } from '../view/names.ts'
import { htmlTable, paragraph, section } from './table.ts'

/** Title, what was asked, and the verdict in one line. */
export function headerHtml(result: RunResult): string {
  const { mesh, requests } = result
  const asked = [
    `one run, seed ${result.seed}`,
    `${durationText(result.endedNs)} simulated`,
    ...(result.warmupNs > 0 ? [`the first ${durationText(result.warmupNs)} as warm-up`] : []),
    `istio ${result.istio} defaults`,
    `meshsim ${result.meshsim}`,
  ]
  const made = [
    counted(mesh.files, 'file'),
    counted(mesh.workloads, 'workload'),
    counted(mesh.pods, 'pod'),
    counted(mesh.zones, 'zone'),
    `${countText(mesh.modelled)} of ${countText(mesh.resources)} resources modelled`,
    `${countText(requests.born)} requests, ${countText(requests.answered)} answered, ${countText(requests.inFlight)} in flight at the end`,
  ]
  return `<header>
<h1>${escapeText(result.scenario.title)}</h1>
${paragraph(asked.join(' · '), 'facts')}
${paragraph(made.join(' · '), 'facts')}
${result.complete ? '' : paragraph(interruptedText(result), 'verdict failed')}
${paragraph(verdictText(result.assertions), `verdict ${result.passed ? 'passed' : 'failed'}`)}
</header>`
}

function interruptedText(result: RunResult): string {
  const at = `Interrupted at ${instantText(result.endedNs)} of ${durationText(result.durationNs)}`
  return `${at}: the figures cover what was simulated until then.`
}

function verdictText(assertions: readonly AssertionResult[]): string {
  const failed = assertions.filter(assertion => !assertion.passed).length
  if (assertions.length === 0) return 'No assertions to check'
  if (failed > 0) return `✗ ${failed} of ${assertions.length} assertions failed`
  return assertions.length === 1 ? '✓ The assertion passed' : `✓ All ${assertions.length} assertions passed`
}

/** The assertions, failed ones first. */
export function assertionsHtml(result: RunResult): string {
  if (result.assertions.length === 0) return ''
  const rows = [
    ...result.assertions.filter(assertion => !assertion.passed),
    ...result.assertions.filter(assertion => assertion.passed),
  ]
  const table = htmlTable(
    [
      { title: '', cell: row => (row.passed ? '✓ passed' : '✗ failed') },
      { title: 'assertion', cell: row => `<code>${escapeText(row.selector)}</code>`, isMarkup: true },
      { title: 'must be', cell: row => row.condition },
      { title: 'during', cell: row => row.window ?? 'whole run' },
      { title: 'seen', align: 'right', cell: observedText },
      { title: 'remark', align: 'text', cell: row => row.note ?? '' },
      { title: 'written at', cell: row => placeText(row.place) },
    ],
    rows,
    row => (row.passed ? 'passed' : 'failed'),
  )
  return section('assertions', 'Assertions', table)
}

/** The story, numbered as the marks of the timeline are. */
export function happeningsHtml(happenings: readonly Happening[]): string {
  if (happenings.length === 0) return ''
  const items = happenings.map(one => {
    const what = `<strong>${escapeText(one.what)}</strong>`
    return `<li><time>${instantText(one.atNs)}</time> ${what} <span>${escapeText(one.detail)}</span></li>`
  })
  return section('what-happened', 'What happened', `<ol class="story">\n${items.join('\n')}\n</ol>`)
}
