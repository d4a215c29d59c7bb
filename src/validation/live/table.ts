import type { LiveFact } from './compare.ts'

export interface CaseFacts {
  readonly name: string
  readonly facts: readonly LiveFact[]
}

/** A table in Markdown, one line per fact. */
export function tableText(cases: readonly CaseFacts[]): string {
  const lines = cases.flatMap(({ name, facts }) =>
    facts.map(each => [name, each.quantity, each.envoy, each.meshsim, each.band, verdict(each)]),
  )
  const rows = [
    ['case', 'quantity', 'Envoy', 'meshsim', 'band', 'verdict'],
    ['---', '---', '---', '---', '---', '---'],
  ]
  return `${[...rows, ...lines].map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`
}

export function verdict({ agrees }: LiveFact): string {
  return agrees ? 'agrees' : 'DIFFERS'
}

export function closingLine(cases: readonly CaseFacts[]): string {
  const facts = cases.flatMap(each => each.facts)
  return `${facts.filter(({ agrees }) => agrees).length} of ${facts.length} facts agree in ${cases.length} cases`
}
