const NANOSECONDS = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 } as const

/**
 * Nanoseconds of a duration in Go's notation (`1h30m`, `1.5s`, `250ms`), as Istio's fields have it; undefined when the text
 * is none (`10`, `5 s`, `1d`).
 */
export function parseGoDuration(text: string): number | undefined {
  const signed = /^([-+]?)(.+)$/.exec(text)
  if (!signed) return undefined
  const [, sign, rest] = signed
  if (rest === '0') return 0
  if (!/^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined
  let total = 0
  for (const [, amount, unit] of rest.matchAll(/([0-9.]+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(amount) * NANOSECONDS[unit as keyof typeof NANOSECONDS]
  }
  return (sign === '-' ? -1 : 1) * Math.round(total)
}
