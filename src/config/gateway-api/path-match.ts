import type { Check, Path } from '../check.ts'
import { recordOf, textOf } from '../value.ts'

const FORBIDDEN = ['//', '/./', '/../', '%2f', '%2F', '#'] as const
const VALID = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/

/** A path as a match writes it; regular expressions may be anything. */
export function checkPathMatch(value: unknown, path: Path, check: Check): void {
  const match = recordOf(value)
  const text = match.value === undefined ? '/' : textOf(match.value)
  if (textOf(match.type) === 'RegularExpression') return
  const problem = problemOf(text)
  if (problem) check.error('MS2322', [...path, 'value'], `the path ${text} ${problem}`)
}

function problemOf(path: string): string | undefined {
  if (!path.startsWith('/')) return 'does not begin with a slash'
  const part = FORBIDDEN.find(forbidden => path.includes(forbidden))
  if (part) return `contains ${part}`
  if (/\/\.\.?$/.test(path)) return 'ends with a dot segment'
  return VALID.test(path) ? undefined : 'has a character that no path can have'
}
