import { mistake, type Parsed, parsed, quoted } from './parsed.ts'

/** One axis of a sweep: the values that `--set path=value` is given in turn. */
export interface Axis {
  readonly path: string
  /** As `--set` takes them, in the order of the axis. */
  readonly values: readonly string[]
}

const FORM = 'an axis is PATH=FROM..TO, PATH=FROM..TO step STEP or PATH=A,B,C: -P topology.replicas.reviews-v2=3..9'
const MOST_VALUES = 1000

/** `topology.replicas.web=3..9`, `traffic.users.rate=100/s..500/s step 100/s`, `workloads.web.time=5ms,exp(5ms)`. */
export function parseAxis(text: string): Parsed<Axis> {
  const [, path, written] = /^((?:"[^"]*"|[^"=])+)=(.*)$/s.exec(text) ?? []
  if (path === undefined || written.trim() === '') return mistake('MS3042', `${quoted(text)} is not an axis`, FORM)
  const range = /^\s*(-?[\d.]+?)([a-z%/]*)\s*\.\.\s*(-?[\d.]+?)([a-z%/]*)(?:\s+step\s+([\d.]+?)([a-z%/]*))?\s*$/.exec(
    written,
  )
  const values = range === null ? parsed(listed(written)) : ranged(text, range)
  if (!values.ok) return values
  const twice = values.value.find((value, i) => values.value.indexOf(value) !== i)
  if (twice !== undefined) return mistake('MS3042', `${quoted(twice)} is on the axis ${path.trim()} twice`)
  if (values.value.some(value => value === '')) return mistake('MS3042', `${quoted(text)} has an empty value`, FORM)
  return parsed({ path: path.trim(), values: values.value })
}

/** Every value of a range has the unit of its ends. */
function ranged(text: string, range: RegExpExecArray): Parsed<readonly string[]> {
  const [, from, fromUnit, to, unit, stepText = '1', stepUnit = unit] = range
  const [low, high, step] = [Number(from), Number(to), Number(stepText)]
  const units = new Set([fromUnit === '' ? unit : fromUnit, unit, stepUnit === '' ? unit : stepUnit])
  if (units.size > 1) return mistake('MS3042', `${quoted(text)} mixes units`, 'both ends and the step have one unit')
  if (![low, high, step].every(Number.isFinite)) return mistake('MS3042', `${quoted(text)} is not a range`, FORM)
  if (low > high)
    return mistake('MS3042', `${quoted(text)} ends before it begins`, `write ${to}${unit}..${from}${unit}`)
  if (step <= 0) return mistake('MS3042', `${quoted(text)} has a step of ${stepText}`, 'a step is above 0')
  const count = Math.floor((high - low) / step + 1e-9) + 1
  if (count > MOST_VALUES)
    return mistake('MS3042', `${quoted(text)} has ${count} values`, `at most ${MOST_VALUES}: give a larger step`)
  const digits = Math.max(...[from, stepText].map(figure => figure.split('.')[1]?.length ?? 0))
  return parsed(Array.from({ length: count }, (_, i) => `${Number((low + i * step).toFixed(digits))}${unit}`))
}

/** Split at commas that stand in no bracket and no quote. */
function listed(text: string): readonly string[] {
  const values: string[] = ['']
  let depth = 0
  let quote = ''
  for (const sign of text) {
    if (quote !== '') quote = sign === quote ? '' : quote
    else if (sign === '"' || sign === "'") quote = sign
    else if ('([{'.includes(sign)) depth++
    else if (')]}'.includes(sign)) depth--
    if (sign === ',' && depth === 0 && quote === '') values.push('')
    else values[values.length - 1] += sign
  }
  return values.map(value => value.trim())
}
