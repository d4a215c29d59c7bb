import type { Finding } from './report-at.ts'
import { findOpener } from './yaml-opener.ts'

/** A syntax error as a finding, and the offset in the chunk where the mistake was made. */
export interface YamlFault {
  readonly offset: number
  readonly finding: Finding
}

/** Reasons of js-yaml that an unclosed bracket or quote further up may cause. */
const OPENER_REASONS =
  /unexpected end|deficient indentation|missed comma|expected the node content|bad indentation|expected ':'|multiline key|separator is expected|whitespace character/

/** Says what js-yaml's error means, and moves it to where the mistake is: an unclosed quote to its opening. */
export function explainFault(chunk: string, reason: string, position: number): YamlFault {
  if (reason.includes('maxDepth')) return fault(position, 'MS1105', 'values are nested more than 100 levels deep')
  if (reason.includes('tab characters')) return tabFault(position)
  const tab = tabBefore(chunk, position)
  if (tab !== undefined) return tabFault(tab)
  const opener = OPENER_REASONS.test(reason) ? findOpener(chunk, position) : undefined
  if (opener) {
    const what = opener.character === '"' || opener.character === "'" ? 'quote' : 'bracket'
    const message = opener.isClosedLate
      ? `this ${what} (${opener.character}) is closed only on a later line`
      : `this ${what} (${opener.character}) is never closed`
    return fault(opener.offset, 'MS1102', message)
  }
  const isColon = chunk[position] === ':'
  if (reason.includes('multiline key') || (isColon && reason.includes('separator is expected'))) {
    return fault(lineAbove(chunk, position), 'MS1101', 'a colon is missing in this line, or its indentation is wrong')
  }
  if (isColon && reason.includes('bad indentation of a mapping entry')) {
    return fault(position, 'MS1101', 'this line has a second colon', 'put text with ": " in it into quotes')
  }
  return fault(position, 'MS1101', wordings.find(([pattern]) => pattern.test(reason))?.[1] ?? reason, helpOf(reason))
}

const wordings: readonly (readonly [RegExp, string])[] = [
  [/bad indentation of a (mapping|sequence) entry/, 'the indentation does not fit the lines above'],
  [/deficient indentation/, 'the line must be indented further than the value it belongs to'],
  [/expected ':' after a mapping key/, 'a colon is missing after this key'],
  [/separator is expected/, 'the document ends here, but more text follows'],
  [/missed comma/, 'a comma is missing between the entries of this list or mapping'],
  [/unknown escape/, 'a double-quoted text has an escape that YAML does not know'],
  [/null byte/, 'the file holds a NUL byte: it is not text'],
  [/non-printable/, 'the text holds a character that YAML does not allow'],
  [/directives end mark/, 'a line that begins with % is a directive and needs a line --- after it'],
]

/** The first character of the last line above `position` that has any. */
function lineAbove(chunk: string, position: number): number {
  const end = chunk.slice(0, chunk.lastIndexOf('\n', position - 1) + 1).trimEnd().length
  const start = chunk.lastIndexOf('\n', end - 1) + 1
  return start + (/^ */.exec(chunk.slice(start, end))?.[0].length ?? 0)
}

function helpOf(reason: string): string | undefined {
  if (reason.includes('unknown escape')) return 'write \\\\ for a backslash, or use single quotes'
  if (reason.includes('separator is expected')) return 'check the indentation, or separate documents with a line ---'
  return undefined
}

function fault(offset: number, code: string, message: string, help?: string): YamlFault {
  return { offset, finding: { code, level: 'error', message, ...(help ? { help } : {}) } }
}

function tabFault(offset: number): YamlFault {
  return fault(offset, 'MS1103', 'a tab is used for indentation', 'indent with spaces')
}

/** A tab in the indentation of the line at `position`, or of the line before it: the usual cause of what follows. */
function tabBefore(chunk: string, position: number): number | undefined {
  let lineStart = chunk.lastIndexOf('\n', position - 1) + 1
  for (let lines = 0; lines < 2; lines++) {
    const tab = /^ *(?=\t)/.exec(chunk.slice(lineStart, lineStart + 200))
    if (tab) return lineStart + tab[0].length
    if (lineStart === 0) break
    lineStart = chunk.lastIndexOf('\n', lineStart - 2) + 1
  }
  return undefined
}
