/** More points than this on one chart can't be told apart on a screen. */
const MOST_POINTS = 600

/**
 * Indices to draw of a series: all of a short one; of a long one the lowest and the highest of each bin, in their order,
 * so that no peak is lost. The ends and the gaps (`null`) stay.
 */
export function keptIndices(values: readonly (number | null)[], most = MOST_POINTS): number[] {
  if (values.length <= most) return values.map((_, i) => i)
  const width = Math.ceil(values.length / Math.floor(most / 2))
  const kept = new Set([0, values.length - 1])
  for (let from = 0; from < values.length; from += width) {
    for (const i of extremes(values, from, Math.min(values.length, from + width))) kept.add(i)
  }
  return [...kept].sort((a, b) => a - b)
}

/** Where a bin is lowest and highest; of a bin without values its start, so that the gap is drawn. */
function extremes(values: readonly (number | null)[], from: number, to: number): number[] {
  let lowest = -1
  let highest = -1
  for (let i = from; i < to; i++) {
    const value = values[i]
    if (value === null) continue
    if (lowest < 0 || value < (values[lowest] ?? value)) lowest = i
    if (highest < 0 || value > (values[highest] ?? value)) highest = i
  }
  return lowest < 0 ? [from] : [lowest, highest]
}
