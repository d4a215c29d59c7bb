/** Columns that a text takes in a terminal: East Asian wide signs and emoji take two, marks above letters none. */
export function widthOf(text: string): number {
  let width = 0
  for (const sign of text) width += signWidth(sign)
  return width
}

function signWidth(sign: string): number {
  const code = sign.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (/\p{Mn}/u.test(sign)) return 0
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  return wide ? 2 : 1
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}

/** `text` in at most `width` columns, its middle left out: both ends of a name tell more than its start alone. */
export function ellipsise(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text
  const room = width - widthOf(ellipsis)
  if (room <= 0) return take([...text], width).join('')
  const signs = [...text]
  const head = take(signs, Math.ceil(room / 2))
  const tail = take(signs.slice(head.length).reverse(), room - widthOf(head.join(''))).reverse()
  return head.join('') + ellipsis + tail.join('')
}

function take(signs: readonly string[], width: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const sign of signs) {
    used += signWidth(sign)
    if (used > width) break
    taken.push(sign)
  }
  return taken
}

/** Lines of at most `width` columns, broken between words; a word that is longer than a line is cut hard. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ +/).filter(part => part !== '')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (widthOf(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = cut(word, width)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  if (line !== '') lines.push(line)
  return lines
}

function cut(word: string, width: number): string[] {
  const pieces: string[] = []
  let rest = [...word]
  while (rest.length > 0) {
    const piece = take(rest, width)
    pieces.push(piece.length > 0 ? piece.join('') : rest[0])
    rest = rest.slice(Math.max(1, piece.length))
  }
  return pieces
}

/** Items joined by a separator, a new line (with `indent`) before an item that doesn't fit. */
export function flow(items: readonly string[], separator: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const item of items) {
    const joined = line === '' ? item : `${line}${separator}${item}`
    if (widthOf(joined) <= width) line = joined
    else {
      if (line !== '') lines.push(line)
      const [first, ...more] = wrap(item, width - widthOf(indent)).map(part => indent + part)
      lines.push(...[first, ...more].slice(0, -1))
      line = more.at(-1) ?? first
    }
  }
  return line === '' ? lines : [...lines, line]
}
