import { mistake, type Parsed, parsed, quoted } from './parsed.ts'

const PER: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }
const ALLOWED = 'a rate is a number per s, m or h: 400/s, 50/m'

/** Spellings of other tools: `400rps`, `400 req/s`, `50/min`. */
const OTHER_UNITS: Readonly<Record<string, string>> = {
  rps: 's',
  'req/s': 's',
  'requests/s': 's',
  '/sec': 's',
  '/second': 's',
  rpm: 'm',
  'req/m': 'm',
  '/min': 'm',
  '/minute': 'm',
  '/hour': 'h',
}

/** `400/s`, `50/m` -> per second. A bare number is a mistake. */
export function parseRate(text: string): Parsed<number> {
  const compact = text.trim()
  const parts = /^([+-]?)((?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/.exec(compact)
  if (parts === null) return mistake('MS3006', `${quoted(compact)} is not a rate`, ALLOWED)
  const [, sign, figure, unit] = parts
  if (sign === '-') return mistake('MS3007', `${quoted(compact)} is negative`, 'a rate is 0/s or more')
  if (unit === '')
    return mistake('MS3004', `${quoted(compact)} has no unit`, `write ${figure}/s if that is meant; ${ALLOWED}`)
  const per = unit.startsWith('/') ? PER[unit.slice(1).trim()] : undefined
  if (per !== undefined) return parsed(Number(figure) / per)
  const meant = OTHER_UNITS[unit.toLowerCase()]
  const help = meant ? `did you mean ${figure}/${meant}? ${ALLOWED}` : ALLOWED
  return mistake('MS3005', `${quoted(unit)} is not a unit of rate`, help)
}

/** The rate as a scenario writes it. */
export function rateText(perSecond: number): string {
  return `${perSecond}/s`
}
