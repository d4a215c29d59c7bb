import { field, type JsonField, textOf, Unreadable } from '../json-field.ts'
import type { Fact } from './fact.ts'
import { KINDS } from './kinds.ts'
import { leavesSetAside } from './leaves.ts'

export interface CaseReport {
  readonly name: string
  readonly facts: readonly Fact[]
  readonly setAside: number
  /** Why the case cannot be read; it then has no facts and fails. */
  readonly unreadable?: string
}

/** One recorded case, parsed, against the engine. @param file its name, for messages */
export function checkCase(file: string, recorded: unknown): CaseReport {
  const at: JsonField = { path: file, value: recorded }
  try {
    const name = textOf(field(at, 'case'))
    const kind = KINDS.find(each => each.recognises(at))
    if (kind === undefined) throw new Unreadable('no kind of case has these fields')
    return { name, facts: kind.factsOf(at), setAside: leavesSetAside(field(at, 'observed').value) }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { name: file, facts: [], setAside: 0, unreadable: error.message }
  }
}
