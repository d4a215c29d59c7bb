import { type JsonField, phrase } from '../json-field.ts'

/** How far a recorded share may lie from a rule's. */
export interface ShareTolerance {
  /** Standard deviations of a binomial. */
  readonly sigmas: number
  /** Draws that the deviation is of; absent = the requests of the row. */
  readonly trials?: number
}

/** `4 sigma: 400*sqrt(p(1-p)/requests) points`, or a number in place of `requests`: what the formula says. */
export function shareTolerance(at: JsonField): ShareTolerance {
  const [, points, trials] = phrase(
    at,
    /^\d+(?:\.\d+)? sigma(?: of a binomial)?: (\d+(?:\.\d+)?)\*sqrt\(p\(1-p\)\/(\d+|requests)\) (?:percentage )?points/,
  )
  return { sigmas: Number(points) / 100, ...(trials !== 'requests' && { trials: Number(trials) }) }
}
