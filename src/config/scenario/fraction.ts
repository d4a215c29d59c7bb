import { mistake, type Parsed, parsed, quoted } from './parsed.ts'

const FIGURE = /^\d+(\.\d+)?$/

/** `2%`, `0.1%` -> a fraction between 0 and 1. */
export function parsePercent(text: string): Parsed<number> {
  const compact = text.trim()
  const allowed = 'a percentage is written with its sign, from 0% to 100%'
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(compact)) {
    return mistake('MS3004', `${quoted(compact)} has no unit`, `write ${compact}% if that is meant; ${allowed}`)
  }
  if (/^-[\d.]+\s*%$/.test(compact)) return mistake('MS3007', `${quoted(compact)} is negative`, allowed)
  const figure = compact.endsWith('%') ? compact.slice(0, -1).trim() : ''
  if (!FIGURE.test(figure)) return mistake('MS3006', `${quoted(compact)} is not a percentage`, allowed)
  if (Number(figure) > 100) return mistake('MS3007', `${quoted(compact)} is more than 100%`, allowed)
  return parsed(percentToFraction(figure))
}

/** Shifting the decimal point in the text keeps 0.1% the double 0.001, which dividing by 100 does not always do. */
function percentToFraction(figure: string): number {
  return Number(`${figure}e-2`)
}

/** `x3`, `x0.5` -> a positive factor. */
export function parseFactor(text: string): Parsed<number> {
  const compact = text.trim()
  const allowed = 'a factor is written x3'
  if (FIGURE.test(compact))
    return mistake('MS3004', `${quoted(compact)} has no unit`, `write x${compact} if a factor is meant`)
  const figure = /^[x×](.*)$/.exec(compact)?.[1] ?? ''
  if (!FIGURE.test(figure)) return mistake('MS3006', `${quoted(compact)} is not a factor`, allowed)
  if (Number(figure) === 0) return mistake('MS3007', 'a factor of 0 would stop time', allowed)
  return parsed(Number(figure))
}

/** A weight: `90` or `90%`. Only the ratio of the weights of one list matters. */
export function parseWeight(value: unknown): Parsed<number> {
  const allowed = 'a weight is a number or a percentage, 0 or more: 90 or 90%'
  const text = typeof value === 'string' ? value.trim().replace(/%$/, '') : String(value)
  if (value === null || typeof value === 'object' || typeof value === 'boolean' || !/^-?\d+(\.\d+)?$/.test(text)) {
    return mistake('MS3016', `${quoted(weightText(value))} is not a weight`, allowed)
  }
  if (Number(text) < 0) return mistake('MS3007', `${quoted(text)} is negative`, allowed)
  return parsed(Number(text))
}

function weightText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
