import type { RepeatedAssertion, RepeatResult } from '../../measure/repeat.ts'
import { runDots } from '../chart/run-dots.ts'
import { escapeText } from '../chart/svg.ts'
import { documentHtml } from '../html/document.ts'
import { htmlTable, paragraph, section } from '../html/table.ts'
import { estimateText } from '../view/estimate.ts'
import { assertionText, factsOf, INTERRUPTED, precisionText, verdictText, warmUpText } from './facts.ts'

/** `repeat.html`: the verdict, where the runs lie for each assertion, and the runs with their own reports. */
export function repeatPage(result: RepeatResult): string {
  const { until, warmup, assertions, runs } = result
  return documentHtml(`${verdictText(result)} – ${result.scenario.title}`, [
    header(result),
    section('assertions', 'Assertions', assertions.length === 0 ? '' : assertionTable(assertions, runs.length)),
    section('until', 'Precision', until ? paragraph(`${precisionText(until)}.`) : ''),
    section('warm-up', 'Warm-up', warmup ? paragraph(`${warmUpText(warmup)}.`) : ''),
    section('runs', 'Runs', runs.length === 0 ? '' : runTable(result)),
  ])
}

function header(result: RepeatResult): string {
  const rule =
    'Brackets: 95 % interval of the mean over the runs (Student’s t). Dots: the runs. Tall ticks: the limits of the condition.'
  return `<header>
<h1>${escapeText(result.scenario.title)}</h1>
${paragraph([...factsOf(result), `meshsim ${result.meshsim}`].join(' · '), 'facts')}
${result.runs.length > 1 && result.assertions.length > 0 ? paragraph(rule, 'facts') : ''}
${result.complete ? '' : paragraph(`${INTERRUPTED}.`, 'verdict failed')}
${paragraph(`${verdictText(result)}.`, `verdict ${result.passed ? 'passed' : 'failed'}`)}
</header>`
}

function assertionTable(assertions: readonly RepeatedAssertion[], runs: number): string {
  return htmlTable<RepeatedAssertion>(
    [
      { title: 'held in', align: 'right', cell: ({ held }) => `${held} of ${runs}` },
      { title: 'assertion', align: 'text', cell: assertionText },
      { title: 'condition', cell: ({ condition }) => condition },
      { title: 'mean [95% interval]', align: 'right', cell: ({ figure, unit }) => estimateText(figure, unit) },
      {
        title: 'runs',
        isMarkup: true,
        cell: ({ observed, figure, limits }) => runDots({ values: observed, estimate: figure, limits }),
      },
    ],
    assertions,
    ({ held }) => (held === runs ? 'passed' : held === 0 ? 'failed' : ''),
  )
}

function runTable({ runs }: RepeatResult): string {
  return htmlTable(
    [
      {
        title: 'seed',
        align: 'right',
        isMarkup: true,
        cell: ({ seed }) => `<a href="seed-${seed}/report.html">${seed}</a>`,
      },
      { title: 'assertions', cell: ({ passed }) => (passed ? 'passed' : 'failed') },
      { title: 'digest', cell: ({ digest }) => digest },
    ],
    runs,
  )
}
