import type { Change } from '../../dataplane/mesh-diff.ts'
import type { Fact } from './fact.ts'
import type { FateFacts } from './facts.ts'

/** Empty where nobody can tell the two apart. */
export function changesBetween(base: FateFacts, head: FateFacts): readonly Change[] {
  const changes = factChanges(base.facts, head.facts)
  for (const [key, own] of head.destinations) {
    const old = base.destinations.get(key)
    if (!old) continue
    const places = { baseOrigin: old.origin, headOrigin: own.origin }
    const inside = factChanges(old.facts, own.facts)
    changes.push(...inside.map(change => ({ ...change, what: `${own.text}: ${change.what}`, ...places })))
  }
  return changes
}

function factChanges(base: ReadonlyMap<string, Fact>, head: ReadonlyMap<string, Fact>): Change[] {
  const names = new Set([...base.keys(), ...head.keys()])
  return [...names].flatMap(what => {
    const [before, after] = [base.get(what), head.get(what)]
    if (before?.key === after?.key) return []
    const isSameText = before?.text === after?.text
    return [{ what, base: isSameText ? before?.key : before?.text, head: isSameText ? after?.key : after?.text }]
  })
}
