import type { Diagnostic } from '../../diagnostic.ts'
import { diagnosticAt } from '../../report-at.ts'
import type { RouteTestCode } from '../../route-tests/codes.ts'
import type { SourceNode } from '../../source-node.ts'
import type { ScenarioCode } from '../codes.ts'
import type { ScenarioFiles } from '../scenario-files.ts'
import type { Marks } from '../window.ts'

/**
 * One part of the scenario format: how its value is read, and how the JSON Schema and the reference describe it. The whole
 * format is one tree of these (`scenarioShape`), so the reader, the schema and the reference cannot differ.
 */
export interface Shape<T> {
  /** What a message and the reference call it: `duration`, `list of hosts`. */
  readonly name: string
  /** The value, or nothing when something is wrong with it, which has then been reported. */
  read(cursor: Cursor): T | undefined
  schema(): JsonSchema
  /** What it is made of: for the reference, and for finding the place that `--set` means. */
  readonly parts: Parts
}

export type Parts =
  | { readonly kind: 'scalar' }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Field<unknown>>> }
  /** Keys chosen by the user. `mayAdd`: `--set` may make up a key to set something below it. */
  | { readonly kind: 'map'; readonly value: Shape<unknown>; readonly mayAdd: boolean }
  | { readonly kind: 'list'; readonly item: Shape<unknown> }
  | { readonly kind: 'choice'; readonly shapes: readonly Shape<unknown>[] }

/** A key of an object. */
export interface Field<T> {
  readonly shape: Shape<T>
  readonly doc: string
  readonly isRequired: boolean
  /** Read in place of an absent value; written as in the file. */
  readonly defaultValue?: unknown
  /** Why this default, or where its figure comes from. */
  readonly reason?: string
  readonly example?: unknown
}

export type JsonSchema = { readonly [keyword: string]: unknown }

/** A value of the file with its place, and what else is known of the file while it is read. */
export interface Cursor {
  readonly value: unknown
  readonly source: SourceNode
  /** `traffic.shoppers.rate`, `timeline[3].at`; empty at the root. */
  readonly path: string
  readonly reading: Reading
}

/** What reading one part may need to know of the others. */
export interface Reading {
  /** Absent when the file's own duration is missing or wrong. */
  readonly durationNs?: number
  readonly warmupNs?: number
  readonly marks: Marks
  /** Zones that the scenario lists, by cluster; '' = for a mesh of one. */
  readonly zoneCounts?: ReadonlyMap<string, number>
  readonly files: ScenarioFiles
  report(diagnostic: Diagnostic): void
}

export function childOf(cursor: Cursor, key: string): Cursor {
  const value = isMapping(cursor.value) && Object.hasOwn(cursor.value, key) ? cursor.value[key] : undefined
  const path = cursor.path === '' ? key : `${cursor.path}.${key}`
  return { ...cursor, value, path, source: cursor.source.entries?.get(key) ?? cursor.source }
}

export function itemOf(cursor: Cursor, index: number): Cursor {
  const value = Array.isArray(cursor.value) ? cursor.value[index] : undefined
  return { ...cursor, value, path: `${cursor.path}[${index}]`, source: cursor.source.items?.[index] ?? cursor.source }
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True if the mapping at the cursor has the key, whatever its value. */
export function hasKey(cursor: Cursor, key: string): boolean {
  return isMapping(cursor.value) && Object.hasOwn(cursor.value, key)
}

/** Reports an error at the cursor, at its value or at its key. The message is prefixed with the path. */
export function reportAt(
  cursor: Cursor,
  what: {
    readonly code: ScenarioCode | RouteTestCode
    readonly message: string
    readonly help?: string
    readonly level?: 'warning'
  },
  which: 'key' | 'value' = 'value',
): undefined {
  const message = cursor.path === '' ? what.message : `${cursor.path}: ${what.message}`
  const finding = {
    code: what.code,
    level: what.level ?? ('error' as const),
    message,
    ...(what.help && { help: what.help }),
  }
  cursor.reading.report(diagnosticAt(cursor.source, [], finding, which))
  return undefined
}

/** What a value is, for "must be a list, not ...". */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? 'text' : `a ${typeof value}`
}

/** Goes on from what a shape read to what is meant. `make` is not called when reading failed. */
export function meaning<T, U>(shape: Shape<T>, make: (value: T, cursor: Cursor) => U | undefined): Shape<U> {
  return {
    name: shape.name,
    parts: shape.parts,
    schema: () => shape.schema(),
    read: cursor => {
      const value = shape.read(cursor)
      return value === undefined ? undefined : make(value, cursor)
    },
  }
}

/** Adds a look at the raw value before it is read: for rules that must speak even if some part cannot be read. */
export function checked<T>(shape: Shape<T>, check: (cursor: Cursor) => void): Shape<T> {
  return {
    ...shape,
    read: cursor => {
      check(cursor)
      return shape.read(cursor)
    },
  }
}
