import { mistake, type Parsed, parsed, quoted } from '../parsed.ts'
import type { OpenLoop } from '../scenario.ts'
import { choice } from './collection.ts'
import { factor } from './figure.ts'
import { defaulted, object, required } from './object.ts'
import { scalar, text } from './scalar.ts'
import { meaning, type Shape } from './shape.ts'

/** How requests of an open loop come: a random process, or a recording (read with the rest of the source). */
export type Arrivals =
  | { readonly kind: 'process'; readonly process: OpenLoop['arrivals'] }
  | { readonly kind: 'trace'; readonly trace: string; readonly speed: number }

const ALLOWED = 'allowed: poisson, even, burst(10) or { trace: FILE }'

function parseProcess(text: string): Parsed<OpenLoop['arrivals']> {
  const word = text.trim()
  if (word === 'poisson' || word === 'even') return parsed(word)
  const burst = /^burst\(\s*(?:size\s*=\s*)?(\d+)\s*\)$/.exec(word)
  if (burst === null) return mistake('MS3008', `${quoted(word)} is not a kind of arrivals`, ALLOWED)
  const size = Number(burst[1])
  if (size < 1 || !Number.isSafeInteger(size))
    return mistake('MS3007', `a burst of ${burst[1]} is not possible`, ALLOWED)
  return parsed({ burst: { size } })
}

export const arrivals: Shape<Arrivals> = choice<Arrivals>('poisson, even, burst(N) or { trace: FILE }', {
  scalar: meaning(
    scalar('kind of arrivals', parseProcess, { pattern: '^(poisson|even|burst\\(\\s*(size\\s*=\\s*)?\\d+\\s*\\))$' }),
    process => ({ kind: 'process' as const, process }),
  ),
  mapping: meaning(
    object('trace', {
      trace: required(text('file name'), 'CSV or access log, relative to the scenario.', { example: 'access.log' }),
      speed: defaulted(factor, 'x1', 'x2 replays in half the time.', { example: 'x2' }),
    }),
    value => ({ kind: 'trace' as const, ...value }),
  ),
})
