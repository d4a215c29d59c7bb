import { setFlagsFromString } from 'node:v8'

/**
 * A request goes through some eighty small functions, and V8 stops putting functions into their callers long before the
 * corridor is whole: with its own limits half of a run is calls. Wider limits cost some compilation at the start and change no
 * result. They hold for the whole process, and for code that is optimised from now on.
 */
const LIMITS = ['--max-inlined-bytecode-size=1500', '--max-inlined-bytecode-size-cumulative=6000']

let isWide = false

/** To be called before a simulation; further calls do nothing. */
export function widenInlining(): void {
  if (isWide) return
  isWide = true
  for (const limit of LIMITS) setFlagsFromString(limit)
}
