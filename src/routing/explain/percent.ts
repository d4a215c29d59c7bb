/** A share as people write it: `90%`, `33.3%`, `0.05%`. */
export function percentText(share: number): string {
  const percent = share * 100
  for (const digits of [0, 1, 2]) {
    const text = percent.toFixed(digits)
    if (Math.abs(Number(text) - percent) < (digits === 0 ? 1e-9 : 0.05)) return `${text}%`
  }
  return `${percent.toPrecision(2)}%`
}
