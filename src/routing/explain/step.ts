import type { Step } from '../../dataplane/explanation.ts'
import type { Origin } from '../../dataplane/origin.ts'

export function step(title: string, text: string, origin?: Origin, inner: readonly Step[] = []): Step {
  return { title, text, inner, ...(origin ? { origin } : {}) }
}
