import type { Ending, ExplainedRequest, Explanation, HopExplanation, Step } from '../dataplane/explanation.ts'
import type { Origin } from '../dataplane/origin.ts'
import { percentText } from './figure.ts'
import { padEnd, widthOf, wrap } from './text/layout.ts'
import { type Style, styleOf, type TextOptions } from './text/style.ts'

/** Rules of a long table: so many of those passed over are shown from its start, and as many from its end. */
const PASSED_SHOWN = 8
const TITLE_WIDTH = 12

/** An explanation for people: one line per decision, each with the line of YAML that it comes from. */
export function explanationText(explanation: Explanation, options: TextOptions): string {
  const style = styleOf(options)
  const { from, request, assumed, hops } = explanation
  const where = from.port === undefined ? '' : `:${from.port}`
  const caller = `from ${from.kind} ${from.namespace}/${from.name}${where}: ${from.why}`
  const lines = [
    ...wrap(style.plain(requestText(request)), style.width).map(style.strong),
    ...wrap(style.plain(caller), style.width),
    ...assumed.flatMap(sentence => hanging(`assumed: ${style.plain(sentence)}`, style).map(style.dim)),
    ...hops.flatMap((hop, i) => ['', ...hopLines(hop, i, style)]),
  ]
  return `${lines.join('\n')}\n`
}

function requestText({ method, url, headers }: ExplainedRequest): string {
  const parts = Object.entries(headers).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`)
  return parts.length === 0 ? `${method} ${url}` : `${method} ${url}  (${parts.join('; ')})`
}

/** One proxy: its title, its trail, and how it ends there. */
export function hopLines(hop: HopExplanation, index: number, style: Style): string[] {
  const share = hop.share < 1 ? `${shareText(hop.share)} of them ` : ''
  const title = index === 0 ? `at the ${hop.at}` : `then ${share}at the ${hop.at}`
  return [
    ...hanging(style.plain(`${title} (pod ${hop.pod})`), style).map(style.strong),
    ...shortened(hop.trail).flatMap(step => stepLines(step, 1, style)),
    ...hop.endings.flatMap(ending => endingLines(ending, style)),
  ]
}

/** A table of hundreds of rules is for `-o json`. */
function shortened(trail: readonly Step[]): readonly Step[] {
  const passed = trail.filter(({ mark }) => mark === 'passed')
  const left = passed.length - 2 * PASSED_SHOWN
  if (left < 2) return trail
  const hidden = new Set(passed.slice(PASSED_SHOWN, -PASSED_SHOWN))
  const [first] = hidden
  const more: Step = { title: '', text: `and ${left} more rules that do not match`, inner: [] }
  return trail.flatMap(step => (step === first ? [more] : hidden.has(step) ? [] : [step]))
}

function stepLines(step: Step, depth: number, style: Style): string[] {
  const isRule = step.mark !== undefined
  const indent = '  '.repeat(depth)
  const mark = isRule ? `${markOf(step, style)} ` : ''
  const title = style.plain(step.title)
  const label = `${indent}${mark}${isRule ? `${title}  ` : `${padEnd(title, TITLE_WIDTH)}  `}`
  const hang = ' '.repeat(isRule ? indent.length + 4 : widthOf(label))
  const text = style.plain(step.text)
  const origin = originText(step.origin, style)
  const paint = step.mark === 'taken' ? style.good : (line: string) => line
  const lines = fitted(label, text, hang, style.width)
  return [
    ...withOrigin(lines, origin, hang, style).map((line, i) => (i === 0 ? paint(line) : line)),
    ...step.inner.flatMap(inner => stepLines(inner, depth + 1, style)),
  ]
}

function markOf({ mark }: Step, style: Style): string {
  return mark === 'taken' ? style.pass.trim() : mark === 'passed' ? style.fail.trim() : style.dash
}

/** Text behind its label; below it where the label leaves too little room. */
function fitted(label: string, text: string, hang: string, width: number): string[] {
  const room = width - widthOf(label)
  if (widthOf(text) <= room) return [(label + text).trimEnd()]
  const below = width - hang.length
  if (room < below / 2) return [label.trimEnd(), ...wrap(text, below).map(line => hang + line)]
  const [first = '', ...rest] = wrap(text, room)
  const more = wrap(rest.join(' '), below)
  return [label + first, ...more.map(line => hang + line)]
}

/** The origin stands at the end of the last line, or on one of its own. */
function withOrigin(lines: readonly string[], origin: string, hang: string, { width, dim }: Style): string[] {
  if (origin === '') return [...lines]
  const last = lines[lines.length - 1]
  if (widthOf(last) + 2 + widthOf(origin) <= width) return [...lines.slice(0, -1), `${last}  ${dim(origin)}`]
  return [...lines, ...wrap(origin, width - hang.length).map(line => hang + dim(line))]
}

function originText(origin: Origin | undefined, style: Style): string {
  if (!origin) return ''
  const { resource, place, why } = origin
  const file = place.line > 0 ? `${place.file}:${place.line}` : ''
  const said = resource === 'istiod' && file === '' ? '' : resource
  return style.plain([said, file, why && `(${why})`].filter(part => part !== '').join(' '))
}

function endingLines({ probability, text, isFailure }: Ending, style: Style): string[] {
  const label = `  ${padEnd('outcome', TITLE_WIDTH)}  `
  const share = probability < 1 ? `${shareText(probability)}  ` : ''
  const lines = fitted(label, style.plain(share + text), ' '.repeat(label.length), style.width)
  return lines.map(isFailure ? style.bad : style.good)
}

/** `75%`, `71.3%`: products of shares are a little off in their last bits. */
function shareText(share: number): string {
  return percentText(Math.round(share * 1e9) / 1e9).replace(/\.0+%$/, '%')
}

function hanging(text: string, style: Style): string[] {
  return wrap(text, style.width - 2).map((line, i) => (i === 0 ? line : `  ${line}`))
}
