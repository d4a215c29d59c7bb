import type { Assertion, Condition, Selector, WindowSpec } from '../assertion.ts'
import { parseCondition } from '../condition.ts'
import { quoted } from '../parsed.ts'
import { parseSelector, selectorText } from '../selector.ts'
import { didYouMean } from '../suggestion.ts'
import { parseWindow } from '../window.ts'
import { wrongType } from './scalar.ts'
import { type Cursor, childOf, isMapping, itemOf, reportAt, type Shape } from './shape.ts'

const CONDITION_SCHEMA = {
  anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'string', pattern: '^during ' } }],
}

/** `metric{labels}: [conditions]`; a condition is text, or `{ condition: during WINDOW }`. */
export const assertShape: Shape<readonly Assertion[]> = {
  name: 'mapping of metrics to conditions',
  parts: { kind: 'scalar' },
  schema: () => ({
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: CONDITION_SCHEMA, minItems: 1 }] },
  }),
  read: cursor => {
    if (cursor.value === null) return []
    if (!isMapping(cursor.value)) return wrongType(cursor, 'mapping of metrics to conditions')
    const firstLines = new Map<string, number>()
    const read = Object.keys(cursor.value).map(key => readAssertion(childOf(cursor, key), key, firstLines))
    const assertions = read.filter((assertion): assertion is Assertion => assertion !== undefined)
    return assertions.length === read.length ? assertions : undefined
  },
}

function readAssertion(cursor: Cursor, key: string, firstLines: Map<string, number>): Assertion | undefined {
  const selector = parseSelector(key)
  if (!selector.ok) return reportAt(cursor, selector, 'key')
  const place = cursor.source.keyPlace ?? cursor.source.place
  const text = selectorText(selector.value)
  const line = firstLines.get(text)
  if (line !== undefined) {
    const help = 'put all conditions into one list'
    return reportAt(cursor, { code: 'MS3026', message: `${text} is already in line ${line}`, help }, 'key')
  }
  firstLines.set(text, place.line)
  const isKnownMark = checkAfter(selector.value, cursor)
  const conditions = readConditions(cursor, selector.value)
  return conditions && isKnownMark ? { selector: selector.value, text: key, conditions, place } : undefined
}

/** `recovery{after=MARK}` must name a mark. */
function checkAfter({ labels: { after } }: Selector, cursor: Cursor): boolean {
  const { marks } = cursor.reading
  if (after === undefined || marks.has(after)) return true
  const help =
    marks.size > 0 ? didYouMean(after, [...marks.keys()]) : 'the timeline has no mark: give an entry mark: NAME'
  reportAt(cursor, { code: 'MS3025', message: `no entry of the timeline is marked ${quoted(after)}`, help }, 'key')
  return false
}

function readConditions(cursor: Cursor, selector: Selector): readonly Condition[] | undefined {
  const { value } = cursor
  const items = Array.isArray(value) ? value.map((_, index) => itemOf(cursor, index)) : [cursor]
  if (items.length === 0) return wrongType(cursor, 'list of conditions, at least one')
  const read = items.flatMap(item => readItem(item, selector))
  const conditions = read.filter((condition): condition is Condition => condition !== undefined)
  return conditions.length === read.length ? conditions : undefined
}

function readItem(item: Cursor, selector: Selector): readonly (Condition | undefined)[] {
  if (isMapping(item.value))
    return Object.keys(item.value).map(text => readWindowed(childOf(item, text), text, selector))
  if (typeof item.value !== 'string') return [wrongType(item, 'condition', 'for example rate < 0.5%')]
  const condition = parseCondition(item.value, selector.metric, item.source.place)
  return [condition.ok ? condition.value : reportAt(item, condition)]
}

/** `{ rate < 10%: during zone-loss..+90s }` */
function readWindowed(entry: Cursor, text: string, selector: Selector): Condition | undefined {
  const during = readDuring(entry)
  const place = entry.source.keyPlace ?? entry.source.place
  const condition = parseCondition(text, selector.metric, place, during)
  if (!condition.ok) return reportAt(entry, condition, 'key')
  return during && condition.value
}

function readDuring(entry: Cursor): WindowSpec | undefined {
  const text = typeof entry.value === 'string' ? /^\s*during\s+(\S+)\s*$/.exec(entry.value)?.[1] : undefined
  if (text === undefined) {
    const help = 'write { rate < 10%: during MARK }, during MARK..MARK or during MARK..+90s'
    return reportAt(entry, { code: 'MS3022', message: 'does not say during which window the condition holds', help })
  }
  const window = parseWindow(text, entry.source.place, entry.reading)
  return window.ok ? window.value : reportAt(entry, window)
}
