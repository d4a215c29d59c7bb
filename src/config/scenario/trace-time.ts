/** An instant of a trace: whole seconds since 1970 (or since the start of the run) and nanoseconds beyond. */
export interface TraceTime {
  readonly seconds: number
  readonly ns: number
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:([Zz])|([+-])(\d\d):(\d\d))$/

/** RFC 3339 with up to nine decimals, kept apart from the seconds since their sum would not fit a double. */
export function parseTimestamp(text: string): TraceTime | undefined {
  const match = RFC3339.exec(text.trim())
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number)
  const isPossible =
    month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month) && hour <= 23 && minute <= 59 && second <= 60
  if (!isPossible) return undefined
  const offset = match[9] ? (Number(match[10]) * 60 + Number(match[11])) * (match[9] === '-' ? -60 : 60) : 0
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset
  return { seconds, ns: Number((match[7] ?? '').padEnd(9, '0')) }
}

/** `12.5`: seconds from the start of the run, or since 1970. */
export function parseSeconds(text: string): TraceTime | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,9})\d*)?$/.exec(text.trim())
  return match ? { seconds: Number(match[1]), ns: Number((match[2] ?? '').padEnd(9, '0')) } : undefined
}

/** Nanoseconds from `start` to `time`; negative if it lies before. */
export function nsBetween(start: TraceTime, time: TraceTime): number {
  return (time.seconds - start.seconds) * 1_000_000_000 + (time.ns - start.ns)
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
