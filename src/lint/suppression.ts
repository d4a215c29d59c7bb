import type { Diagnostic } from '../config/diagnostic.ts'
import type { SourceFile } from '../config/read-mesh.ts'
import { cutSourceLine } from '../config/source-text.ts'

/** `# meshsim-ignore MS2104: reason`, on the line above what it is about, or at its end. */
interface Suppression {
  readonly file: string
  /** Where the comment stands. */
  readonly line: number
  readonly column: number
  readonly sourceLine: string
  /** The line whose findings it takes. */
  readonly target: number
  readonly codes: readonly string[]
  readonly reason: string
}

export interface Suppressed {
  readonly findings: readonly Diagnostic[]
  /** Findings that a comment with a reason has taken. */
  readonly suppressed: readonly { readonly finding: Diagnostic; readonly reason: string }[]
}

const MARK = /(^|\s)#\s*meshsim-ignore\b:?\s*([^:]*)(?::\s*(.*))?$/

/** Takes out the findings that comments are about; comments without a reason or without use are findings themselves. */
export function suppress(findings: readonly Diagnostic[], files: readonly SourceFile[]): Suppressed {
  const comments = files.flatMap(suppressionsOf)
  const used = new Set<string>()
  const suppressed: { finding: Diagnostic; reason: string }[] = []
  const kept = findings.filter(finding => {
    const comment = comments.find(candidate => candidate.reason !== '' && covers(candidate, finding))
    if (!comment) return true
    used.add(`${comment.file}:${comment.line} ${finding.code}`)
    suppressed.push({ finding, reason: comment.reason })
    return false
  })
  const faults = comments.flatMap(comment => faultsOf(comment, used))
  return { findings: [...kept, ...faults], suppressed }
}

function covers({ file, target, codes }: Suppression, { place, code }: Diagnostic): boolean {
  return place.line === target && place.file === file && codes.includes(code)
}

function faultsOf(comment: Suppression, used: ReadonlySet<string>): readonly Diagnostic[] {
  const at = {
    level: 'warning',
    place: { file: comment.file, line: comment.line, column: comment.column },
    sourceLine: cutSourceLine(comment.sourceLine, comment.column),
  } as const
  const help = 'write # meshsim-ignore CODE: reason'
  if (comment.codes.length === 0) return [{ ...at, code: 'MS2591', message: 'this comment names no code', help }]
  if (comment.reason === '') {
    return [{ ...at, code: 'MS2591', message: `${comment.codes.join(', ')} is ignored without a reason`, help }]
  }
  return comment.codes
    .filter(code => !used.has(`${comment.file}:${comment.line} ${code}`))
    .map(code => ({
      ...at,
      code: 'MS2592',
      message: `nothing with the code ${code} is found on line ${comment.target}`,
      help: 'remove the comment, or move it to the line above the finding',
    }))
}

function suppressionsOf({ path, text }: SourceFile): readonly Suppression[] {
  if (!text.includes('meshsim-ignore')) return []
  const lines = text.split(/\r\n?|\n/)
  return lines.flatMap((sourceLine, index) => {
    const found = MARK.exec(sourceLine)
    if (!found) return []
    const column = found.index + found[1].length + 1
    const isAlone = sourceLine.slice(0, column - 1).trim() === ''
    const codes = found[2].split(/[\s,]+/).filter(word => word !== '')
    const target = isAlone ? nextLine(lines, index) : index + 1
    return [{ file: path, line: index + 1, column, sourceLine, target, codes, reason: (found[3] ?? '').trim() }]
  })
}

/** Number of the first line after `index` that is not a comment. */
function nextLine(lines: readonly string[], index: number): number {
  let next = index + 1
  while (next < lines.length && /^\s*(#|$)/.test(lines[next])) next++
  return next + 1
}
