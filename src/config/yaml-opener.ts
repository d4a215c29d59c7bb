/** A bracket or quote that was still open, or was closed too late, where a parser gave up. */
export interface Opener {
  readonly offset: number
  readonly character: string
  /** It is a quote that found its end only lines later: most likely the end of another text. */
  readonly isClosedLate: boolean
}

/**
 * Finds what was still open at `position`: the innermost bracket or the quote; else the quote that was closed on the line of
 * `position` but opened on an earlier one. A scan by the rules that matter for this (comments, quotes, block scalars, where
 * a flow collection may begin), not a parser: it only words an error that has been found already.
 */
export function findOpener(text: string, position: number): Opener | undefined {
  const scan: Scan = { text, at: 0, end: Math.min(position, text.length), brackets: [], lateQuote: undefined }
  while (scan.at < scan.end) {
    const opener = step(scan)
    if (opener) return opener
  }
  const bracket = scan.brackets.at(-1)
  if (bracket !== undefined) return { offset: bracket, character: text[bracket], isClosedLate: false }
  return scan.lateQuote
}

interface Scan {
  readonly text: string
  at: number
  readonly end: number
  readonly brackets: number[]
  lateQuote: Opener | undefined
}

function step(scan: Scan): Opener | undefined {
  const { text, at } = scan
  const character = text[at]
  if (character === '#' && (at === 0 || /\s/.test(text[at - 1]))) scan.at = lineEnd(text, at)
  else if (character === '"' || character === "'")
    return startsValue(scan) ? skipQuoted(scan, character) : advance(scan)
  else if ((character === '|' || character === '>') && scan.brackets.length === 0 && startsValue(scan)) skipBlock(scan)
  else {
    if ((character === '[' || character === '{') && startsValue(scan)) scan.brackets.push(at)
    else if ((character === ']' || character === '}') && scan.brackets.length > 0) scan.brackets.pop()
    scan.at++
  }
  return undefined
}

function advance(scan: Scan): undefined {
  scan.at++
}

/** Whether a value may begin here: after an indicator or at the start of a line, not in the middle of a plain text. */
function startsValue(scan: Scan): boolean {
  const before = scan.text.slice(Math.max(0, scan.at - 200), scan.at)
  const pattern =
    scan.brackets.length > 0 ? /(?:^|[[{,]|[:?](?=\s|$)|\n)\s*$|["':]$/ : /(?:^|\n|[:?-][ \t])[ \t]*(?:[&!]\S*[ \t]+)?$/
  return pattern.test(before)
}

function skipQuoted(scan: Scan, quote: string): Opener | undefined {
  const start = scan.at
  let at = start + 1
  while (at < scan.end) {
    if (quote === '"' && scan.text[at] === '\\') at += 2
    else if (scan.text[at] !== quote) at++
    else if (quote === "'" && scan.text[at + 1] === "'") at += 2
    else break
  }
  if (at >= scan.end) return { offset: start, character: quote, isClosedLate: false }
  scan.at = at + 1
  const isLate = scan.text.slice(start, at).includes('\n') && lineEnd(scan.text, at) >= scan.end
  if (isLate) scan.lateQuote = { offset: start, character: quote, isClosedLate: true }
  return undefined
}

/** A block scalar goes on as long as lines are blank or indented further than the line that opens it. */
function skipBlock(scan: Scan): void {
  const { text } = scan
  const lineStart = text.lastIndexOf('\n', scan.at) + 1
  const indent = /^ */.exec(text.slice(lineStart, scan.at))?.[0].length ?? 0
  let at = lineEnd(text, scan.at)
  while (at < scan.end) {
    const next = at + 1
    const line = text.slice(next, lineEnd(text, next))
    if (line.trim() !== '' && (/^ */.exec(line)?.[0].length ?? 0) <= indent) break
    at = lineEnd(text, next)
  }
  scan.at = Math.max(at, scan.at + 1)
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}
