import type { JsonField } from '../json-field.ts'
import { type Band, EXACT, type Fact, factOf } from './fact.ts'
import { isSetAside } from './set-aside.ts'

/** From the root to a leaf: field names and positions in lists. */
export type Path = readonly (string | number)[]

/** How a leaf is compared; EXACT where it returns nothing. Arguments are the leaf's path and its recorded value. */
export type Bands = (path: Path, recorded: unknown) => Band | undefined

/**
 * Every leaf under `observed` against the value at the same place of `simulated`. What only the simulation has is a
 * difference too; an empty list or object counts as one leaf. Fields that are set aside are skipped.
 */
export function compareLeaves(observed: JsonField, simulated: unknown, bands: Bands = () => undefined): Fact[] {
  const facts: Fact[] = []
  visit([], observed.value, simulated, (path, recorded, made) => {
    facts.push(factOf(pathText(path), recorded, made, bands(path, recorded) ?? EXACT))
  })
  return facts
}

/** Number of leaves under fields that are set aside. */
export function leavesSetAside(value: unknown): number {
  if (!isBranch(value)) return 0
  let count = 0
  for (const [name, each] of Object.entries(value)) {
    count += !Array.isArray(value) && isSetAside(name) ? leafCount(each) : leavesSetAside(each)
  }
  return count
}

function leafCount(value: unknown): number {
  if (!isBranch(value) || isEmpty(value)) return 1
  return Object.values(value).reduce((sum: number, each) => sum + leafCount(each), 0)
}

function visit(
  path: Path,
  recorded: unknown,
  made: unknown,
  leaf: (path: Path, recorded: unknown, made: unknown) => void,
): void {
  if (isEmpty(recorded) && isEmpty(made)) return leaf(path, EMPTY, EMPTY)
  const left = isBranch(recorded) && !isEmpty(recorded) ? recorded : undefined
  const right = isBranch(made) && !isEmpty(made) ? made : undefined
  if (left === undefined && right === undefined) return leaf(path, recorded, made)
  for (const name of new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])) {
    const inList = Array.isArray(left ?? right)
    if (!inList && isSetAside(name)) continue
    visit([...path, inList ? Number(name) : name], left?.[name], right?.[name], leaf)
  }
}

const EMPTY = 'empty'

type Branch = Readonly<Record<string, unknown>>

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null
}

function isEmpty(value: unknown): boolean {
  return isBranch(value) && Object.keys(value).length === 0
}

export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )
}
