import { mistake, type Parsed, parsed, quoted } from './parsed.ts'

/** Bytes of each unit, decimal ones as network people count. */
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
}

const ALLOWED = `a size is a number with a unit ${Object.keys(UNITS).join(', ')}: 512B, 10kB, 1.5MiB`

/** `512B`, `10kB`, `1.5MiB` -> whole bytes. A bare number is a mistake, as everywhere. */
export function parseSize(text: string): Parsed<number> {
  const compact = text.trim()
  const parts = /^(-?)(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(compact)
  if (parts === null) return mistake('MS3006', `${quoted(compact)} is not a size`, ALLOWED)
  const [, sign, figure, unit] = parts
  if (sign === '-') return mistake('MS3007', `${quoted(compact)} is negative`, 'a size is 0B or more')
  if (unit === '')
    return mistake('MS3004', `${quoted(compact)} has no unit`, `write ${figure}B if that is meant; ${ALLOWED}`)
  if (!Object.hasOwn(UNITS, unit)) {
    const meant = Object.keys(UNITS).find(name => name.toLowerCase() === unit.toLowerCase())
    const help = meant ? `did you mean ${figure}${meant}? ${ALLOWED}` : ALLOWED
    return mistake('MS3005', `${quoted(unit)} is not a unit of size`, help)
  }
  const bytes = Math.round(Number(figure) * UNITS[unit])
  if (!Number.isSafeInteger(bytes)) return mistake('MS3007', `${quoted(compact)} is too much to count`, ALLOWED)
  return parsed(bytes)
}
