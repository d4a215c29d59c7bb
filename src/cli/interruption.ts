import { EXIT } from './exit-code.ts'
import type { Output } from './output.ts'

/** Ctrl-C as an AbortSignal. */
export interface Interruption {
  readonly signal: AbortSignal
  /** Gives Ctrl-C its usual meaning back. */
  readonly release: () => void
}

/** The first Ctrl-C (or SIGTERM) asks the run to stop and keep what it has; the second one ends the process at once. */
export function interruption(output: Output): Interruption {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    output.talk('\ninterrupting: writing what there is (again to leave at once)\n')
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
