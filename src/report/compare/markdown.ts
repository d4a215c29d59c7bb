import type { ComparisonResult } from '../../measure/comparison.ts'
import { assertionText, changeText, closingText, heldText, pairsText, verdictText } from './facts.ts'
import { meanText, podsText } from './text.ts'

/** A comparison as a comment on a pull request. */
export function comparisonMarkdown(result: ComparisonResult): string {
  const { a, b, figures, assertions, passed } = result
  const rows = figures.map(figure => [
    `\`${figure.text}\``,
    meanText(figure, 'a'),
    meanText(figure, 'b'),
    changeText(figure),
    verdictText(figure),
  ])
  const head = ['figure', `\`${a.name}\``, `\`${b.name}\``, 'change [95 %]', 'verdict']
  const moved = assertions.filter(each => each.a !== each.b)
  const lines = [
    `### ${passed ? '✅' : '❌'} ${closingText(result)}`,
    '',
    `${pairsText(result)}; ${podsText(result)}`,
    '',
    row(head),
    row(['---', '---:', '---:', '---', '---']),
    ...rows.map(row),
    ...(moved.length > 0 ? [''] : []),
    ...moved.map(each => `- ${each.isWorse ? '❌' : 'ℹ️'} \`${assertionText(each)}\` held in ${heldText(each)}`),
  ]
  return `${lines.join('\n')}\n`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
