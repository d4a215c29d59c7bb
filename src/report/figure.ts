import { HOUR, MICROSECOND, MILLISECOND, MINUTE, SECOND } from '../kernel/time.ts'

/** Unit of an assertion's figure, as in `AssertionResult.unit`. */
export type Unit = 'time' | 'fraction' | 'count' | 'perSecond'

/** A duration as people say it, about three digits: `0.48ms`, `41ms`, `1.2s`, `214s`, `14m`, `1h05m`. */
export function durationText(ns: number): string {
  if (ns < 0) return `-${durationText(-ns)}`
  if (ns === 0) return '0s'
  if (ns < MICROSECOND) return `${round(ns, 0)}ns`
  if (ns < MILLISECOND / 100) return `${threeDigits(ns / MICROSECOND)}us`
  if (ns < 999.5 * MILLISECOND) return `${threeDigits(ns / MILLISECOND)}ms`
  if (ns < 5 * MINUTE) return ns % MINUTE === 0 ? spanText(ns) : `${threeDigits(ns / SECOND)}s`
  return spanText(Math.round(ns / SECOND) * SECOND)
}

/** Hours, minutes and seconds, zero parts left out: `14m`, `12m30s`, `1h05m`. */
function spanText(ns: number): string {
  const hours = Math.floor(ns / HOUR)
  const minutes = Math.floor((ns % HOUR) / MINUTE)
  const seconds = Math.round((ns % MINUTE) / SECOND)
  const parts = hours > 0 ? [`${hours}h`] : []
  if (minutes > 0) parts.push(`${hours > 0 ? two(minutes) : minutes}m`)
  if (seconds > 0) parts.push(`${parts.length > 0 ? two(seconds) : seconds}s`)
  return parts.join('')
}

/** An instant of simulated time, to a tenth of a second: `9m00.0`, `1h02m03.4`. */
export function instantText(ns: number): string {
  const tenths = Math.round(ns / (SECOND / 10))
  const seconds = `${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`
  const minutes = Math.floor(tenths / 600)
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}m${seconds}`
}

/** A fraction as a percentage with sensible digits: `0%`, `0.02%`, `9.46%`, `37.6%`, `99.98%`, `100%`. */
export function percentText(fraction: number): string {
  if (fraction === 0 || fraction === 1) return `${fraction * 100}%`
  const start = fraction < 0.1 ? 2 : 1
  for (let digits = start; digits < MOST_DIGITS; digits++) {
    const text = percentWith(fraction, digits)
    if (Number.parseFloat(text) !== 0 && Number.parseFloat(text) !== 100) return text
  }
  return percentWith(fraction, MOST_DIGITS)
}

/** What is not quite nothing, or not quite all, shows so much that it doesn't look like it. */
const MOST_DIGITS = 4

/** A percentage of two decimals, for columns of shares. */
export function shareText(fraction: number): string {
  return percentWith(fraction, 2)
}

function percentWith(fraction: number, digits: number): string {
  return `${(fraction * 100).toFixed(digits)}%`
}

/** Thousands grouped: `346,200`. */
export function countText(value: number): string {
  if (!Number.isInteger(value)) return threeDigits(value)
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A rate: `400/s`, `0.25/s`. */
export function rateText(perSecond: number): string {
  return `${perSecond >= 1000 ? countText(Math.round(perSecond)) : threeDigits(perSecond)}/s`
}

const SIZES = ['kB', 'MB', 'GB', 'TB', 'PB']

/** A number of bytes in steps of 1000, three significant digits: `512B`, `10kB`, `1.53MB`. */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 'B']
  for (const next of SIZES) {
    // What would be rounded to 1000 is one of the next unit.
    if (value < 999.5) break
    ;[value, unit] = [value / 1000, next]
  }
  return `${threeDigits(value)}${unit}`
}

/** A plain ratio with two decimals: attempts per request, mean queue. */
export function ratioText(value: number): string {
  return value.toFixed(2)
}

/**
 * The figure of an assertion. Digits are added where the rounded figure would equal a limit of `condition` that it does
 * not meet exactly: `0.501%` beside `rate < 0.5%`, never a failing `0.50%`.
 */
export function figureText(value: number, unit: Unit, condition = ''): string {
  if (!Number.isFinite(value)) return value > 0 ? 'never' : '-'
  const limits = condition.match(/\d+(\.\d+)?/g)?.map(Number) ?? []
  const short = plainFigure(value, unit)
  if (!limits.includes(Number.parseFloat(short))) return short
  for (const digits of [1, 2, 3, 4]) {
    const longer = exactFigure(value, unit, short, digits)
    if (!limits.includes(Number.parseFloat(longer))) return longer
  }
  return short
}

function plainFigure(value: number, unit: Unit): string {
  if (unit === 'time') return durationText(value)
  if (unit === 'fraction') return percentText(value)
  return unit === 'perSecond' ? rateText(value) : countText(value)
}

/** The same figure in the unit that `short` chose, with a given number of decimals. */
function exactFigure(value: number, unit: Unit, short: string, digits: number): string {
  if (unit === 'fraction') return percentWith(value, digits)
  if (unit === 'perSecond') return `${value.toFixed(digits)}/s`
  if (unit === 'count') return value.toFixed(digits)
  const scale = { ns: 1, us: MICROSECOND, ms: MILLISECOND, s: SECOND }[short.replace(/[\d.]/g, '')]
  return scale === undefined ? short : `${(value / scale).toFixed(digits)}${short.replace(/[\d.]/g, '')}`
}

/** Three significant digits without an exponent, trailing zeros dropped: 0.48, 4.1, 41, 571, 1234. */
export function threeDigits(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || size === 0) return round(value, 0)
  return round(value, size >= 10 ? 1 : size >= 0.1 ? 2 : 4)
}

function round(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return digits === 0 ? text : text.replace(/\.?0+$/, '')
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
