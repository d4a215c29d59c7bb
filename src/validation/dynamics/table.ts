import type { CaseReport } from './check-case.ts'
import type { Fact } from './fact.ts'

const WIDTHS = [40, 46, 26, 26, 18, 0]

export const TABLE_HEAD = row(['case', 'quantity', 'recorded', 'meshsim', 'band', 'verdict'])

/** Facts that agree and differ only in a position share a line; each one that disagrees has its own. */
export function caseLines({ name, facts, unreadable }: CaseReport): string[] {
  if (unreadable !== undefined) return [`${name}: can't be read: ${unreadable}`]
  const groups = new Map<string, Fact[]>()
  for (const fact of facts) {
    const stem = fact.quantity.replace(/\[\d+\]/g, '[]')
    const key = fact.agrees ? `${stem} ${fact.band}` : fact.quantity
    groups.set(key, [...(groups.get(key) ?? []), fact])
  }
  return [...groups.values()].map(group => groupLine(name, group))
}

function groupLine(name: string, group: readonly Fact[]): string {
  const [{ quantity, band, agrees }] = group
  const what = group.length === 1 ? quantity : `${quantity.replace(/\[\d+\]/g, '[]')} (${group.length})`
  const list = (value: (fact: Fact) => string) => cut(group.slice(0, SHOWN).map(value).join(' '))
  return row([name, what, list(f => f.recorded), list(f => f.simulated), band, agrees ? 'agrees' : 'DIFFERS'])
}

/** Values of a group that a line shows. */
const SHOWN = 12

export function closingLine(reports: readonly CaseReport[]): string {
  const facts = reports.flatMap(each => each.facts)
  const agreeing = facts.filter(({ agrees }) => agrees).length
  const setAside = reports.reduce((sum, each) => sum + each.setAside, 0)
  return `${agreeing} of ${facts.length} facts agree in ${reports.length} cases (${setAside} set aside)`
}

/** 0 = all agree, 1 = not, 2 = something can't be read. */
export function exitCode(reports: readonly CaseReport[]): number {
  if (reports.some(({ unreadable }) => unreadable !== undefined)) return 2
  return reports.every(({ facts }) => facts.every(({ agrees }) => agrees)) ? 0 : 1
}

function cut(text: string): string {
  return text.length <= 24 ? text : `${text.slice(0, 22)}..`
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index]))
    .join(' ')
    .trimEnd()
}
