import { nearest } from '../nearest.ts'

/** One sentence for a word that is not among those allowed: the nearest of them, or all. */
export function didYouMean(word: string, allowed: readonly string[]): string {
  const near = nearest(word, allowed)
  if (near !== undefined) return `did you mean ${near}?`
  return `allowed: ${allowed.length > 20 ? `${allowed.slice(0, 20).join(', ')}, ...` : allowed.join(', ')}`
}
