import pico from 'picocolors'

/** How the terminal is: columns, colours, and whether it shows more than ASCII. */
export interface TextOptions {
  readonly width: number
  readonly color: boolean
  readonly unicode: boolean
}

/** The few signs of the summary, each with its twin for terminals without UTF-8. */
export interface Signs {
  readonly pass: string
  readonly fail: string
  readonly dot: string
  readonly arrow: string
  readonly dash: string
  readonly ellipsis: string
}

/** What the sections of the summary write with. Text is laid out first and painted last: colours have no width. */
export interface Style extends Signs {
  readonly width: number
  readonly strong: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  /** Text from outside made safe to print: no control characters, ASCII where needed. */
  readonly plain: (text: string) => string
}

const UNICODE: Signs = { pass: '✓', fail: '✗', dot: '·', arrow: '→', dash: '–', ellipsis: '…' }
const ASCII: Signs = { pass: 'ok  ', fail: 'FAIL', dot: '|', arrow: '->', dash: '-', ellipsis: '...' }

const ASCII_OF: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '–': '-',
  '—': '-',
  '…': '...',
  '×': 'x',
  '±': '+-',
  '≥': '>=',
  '≤': '<=',
  '·': '|',
  '’': "'",
  '›': '>',
}

/** Narrowest width that the layout is made for; a smaller terminal gets this one and wraps by itself. */
const MIN_WIDTH = 40

export function styleOf(options: TextOptions): Style {
  const paint = pico.createColors(options.color)
  return {
    ...(options.unicode ? UNICODE : ASCII),
    width: Math.max(MIN_WIDTH, options.width),
    strong: paint.bold,
    dim: paint.dim,
    good: paint.green,
    bad: paint.red,
    plain: text => (options.unicode ? withoutControls(text) : ascii(withoutControls(text))),
  }
}

function withoutControls(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}

function ascii(text: string): string {
  return text.replace(/[^ -~]/gu, sign => ASCII_OF[sign] ?? '?')
}
