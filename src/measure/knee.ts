/** A bend that leaves the chord by less than this part of the whole range is none. */
const LEAST_BEND = 0.1

/**
 * Index of the knee of a curve: the point farthest below the chord between its ends (above it for a `concave` one), both axes
 * scaled to 0..1: where a cost stops falling, or begins to rise. That is
 * Kneedle (V. Satopää et al., "Finding a 'Kneedle' in a Haystack", ICDCSW 2011) without its smoothing, for curves of few
 * points. Undefined for fewer than four points, a flat curve or one that nearly is its chord.
 */
export function kneeOf(
  xs: readonly number[],
  ys: readonly number[],
  shape: 'convex' | 'concave' = 'convex',
): number | undefined {
  if (xs.length < 4) return undefined
  const [width, height] = [xs[xs.length - 1] - xs[0], Math.max(...ys) - Math.min(...ys)]
  if (width === 0 || height === 0) return undefined
  const rise = (ys[ys.length - 1] - ys[0]) / height
  const side = shape === 'convex' ? 1 : -1
  const bends = xs.map((x, i) => side * ((rise * (x - xs[0])) / width - (ys[i] - ys[0]) / height))
  const most = Math.max(...bends)
  return most < LEAST_BEND ? undefined : bends.indexOf(most)
}
