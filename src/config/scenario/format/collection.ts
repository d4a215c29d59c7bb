import type { Named } from '../scenario.ts'
import { wrongType } from './scalar.ts'
import { type Cursor, childOf, isMapping, itemOf, type Shape } from './shape.ts'

export interface MapEntry<T> {
  /** The key as written, and where it stands. */
  readonly key: Named
  readonly value: T
}

/** A mapping whose keys the user chooses, in file order. `mayAdd`: see `Parts`. */
export function mapOf<T>(name: string, value: Shape<T>, mayAdd = false): Shape<readonly MapEntry<T>[]> {
  return {
    name,
    parts: { kind: 'map', value, mayAdd },
    schema: () => ({ type: 'object', additionalProperties: value.schema() }),
    read: cursor => {
      if (cursor.value === null) return []
      if (!isMapping(cursor.value)) return wrongType(cursor, name)
      return complete(
        Object.keys(cursor.value).map(key => {
          const child = childOf(cursor, key)
          const read = value.read(child)
          const place = child.source.keyPlace ?? child.source.place
          return read === undefined ? undefined : { key: { name: key, place }, value: read }
        }),
      )
    },
  }
}

export function listOf<T>(name: string, item: Shape<T>, least = 0): Shape<readonly T[]> {
  return {
    name,
    parts: { kind: 'list', item },
    schema: () => ({ type: 'array', items: item.schema(), ...(least > 0 && { minItems: least }) }),
    read: cursor => {
      const value = cursor.value ?? []
      if (!Array.isArray(value) || value.length < least) return wrongType(cursor, name)
      return complete(value.map((_, index) => item.read(itemOf(cursor, index))))
    },
  }
}

/** All values, or nothing if one could not be read. */
function complete<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const read = values.filter((value): value is T => value !== undefined)
  return read.length === values.length ? read : undefined
}

/** Different shapes for text (or a number), a mapping and a list: told apart by what stands there, never by trying. */
export function choice<T>(
  name: string,
  shapes: { readonly scalar?: Shape<T>; readonly mapping?: Shape<T>; readonly list?: Shape<T> },
): Shape<T> {
  const all = [shapes.scalar, shapes.list, shapes.mapping].filter((shape): shape is Shape<T> => shape !== undefined)
  return {
    name,
    parts: { kind: 'choice', shapes: all },
    schema: () => ({ anyOf: all.map(shape => shape.schema()) }),
    read: cursor => {
      const shape = shapes[kindAt(cursor)]
      return shape ? shape.read(cursor) : wrongType(cursor, name)
    },
  }
}

function kindAt({ value }: Cursor): 'scalar' | 'mapping' | 'list' {
  return Array.isArray(value) ? 'list' : isMapping(value) ? 'mapping' : 'scalar'
}
