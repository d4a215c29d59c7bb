import type { JsonField } from '../json-field.ts'
import type { Fact } from './fact.ts'

/** Cases of one build, recognised by the fields they have: never by name or by numbers. */
export interface CaseKind {
  /** True if this kind plays the case. */
  recognises(at: JsonField): boolean
  /** Plays the case on the engine. Throws Unreadable for what it cannot read. */
  factsOf(at: JsonField): Fact[]
}
