import { type Cursor, checked, childOf, isMapping, itemOf, reportAt, type Shape } from '../../scenario/format/shape.ts'

/** A list in which nothing stands twice. `same` tells what counts as one: methods are compared in upper case. */
export function distinct<T>(shape: Shape<T>, same: (text: string) => string = text => text): Shape<T> {
  return checked(shape, cursor => {
    if (!Array.isArray(cursor.value)) return
    const texts = cursor.value.map(item => (typeof item === 'string' ? same(item) : item))
    for (const [index, value] of texts.entries()) {
      if (texts.indexOf(value) < index) reportTwice(itemOf(cursor, index), value, 'value')
    }
  })
}

/** A mapping whose keys differ in more than upper and lower case. */
export function distinctKeys<T>(shape: Shape<T>): Shape<T> {
  return checked(shape, cursor => {
    if (!isMapping(cursor.value)) return
    const keys = Object.keys(cursor.value)
    const lower = keys.map(key => key.toLowerCase())
    for (const [index, key] of keys.entries()) {
      if (lower.indexOf(lower[index]) < index) reportTwice(childOf(cursor, key), lower[index], 'key')
    }
  })
}

function reportTwice(cursor: Cursor, value: unknown, which: 'key' | 'value'): void {
  reportAt(cursor, { code: 'MS4011', message: `${JSON.stringify(value)} is given twice`, help: 'leave one out' }, which)
}
