import { type Cursor, childOf, hasKey, isMapping, reportAt } from './shape.ts'

const VERBS = ['apply', 'shift', 'kill', 'drain', 'scale', 'slow', 'cut', 'black-hole', 'fail-zone'] as const
type Verb = (typeof VERBS)[number]

/** Keys that go with some verbs only. */
const COMPANIONS: Readonly<Record<string, readonly Verb[]>> = {
  by: ['slow'],
  cluster: ['apply'],
  'restart-after': ['kill', 'drain'],
  for: ['slow', 'cut', 'black-hole', 'fail-zone'],
}

/** One verb per entry (none is needed where there is a mark), with the keys that belong to it. */
export function checkVerb(cursor: Cursor): void {
  const verbs = VERBS.filter(verb => hasKey(cursor, verb))
  if (verbs.length === 0 && !hasKey(cursor, 'mark')) {
    reportAt(cursor, {
      code: 'MS3013',
      message: 'says nothing that happens',
      help: `give one of ${VERBS.join(', ')} or a mark`,
    })
  }
  for (const verb of verbs.slice(1)) {
    const help = 'make two entries with the same at'
    reportAt(
      childOf(cursor, verb),
      { code: 'MS3013', message: `an entry has one verb, and this one has ${verbs[0]}`, help },
      'key',
    )
  }
  for (const [key, allowed] of Object.entries(COMPANIONS)) {
    if (!hasKey(cursor, key) || verbs.some(verb => allowed.includes(verb))) continue
    const help = `${key} goes with ${allowed.join(', ')}${key === 'for' ? '; to undo something else, add an entry' : ''}`
    reportAt(
      childOf(cursor, key),
      { code: 'MS3015', message: `does not go with ${verbs[0] ?? 'a mark alone'}`, help },
      'key',
    )
  }
  if (hasKey(cursor, 'slow') && !hasKey(cursor, 'by')) {
    reportAt(
      childOf(cursor, 'slow'),
      { code: 'MS3002', message: 'by is missing: how much slower', help: 'for example by: x3' },
      'key',
    )
  }
  for (const verb of ['shift', 'scale'] as const) {
    const child = childOf(cursor, verb)
    const isEmpty =
      hasKey(cursor, verb) &&
      (child.value === null || (isMapping(child.value) && Object.keys(child.value).length === 0))
    if (isEmpty) reportAt(child, { code: 'MS3002', message: 'names nothing' }, 'key')
  }
}
