import { itemsOf, type JsonField } from '../../json-field.ts'
import type { ConnectionEvent } from './stage.ts'

/** Connections as recordings list them, in the recorded order: host, number, what, instant. What only we have comes last. */
export function connectionsAs(recorded: JsonField, events: readonly ConnectionEvent[]): readonly unknown[] {
  const rest = events.map(({ host, connection, what, atMs }) => [`h${host}`, connection, what, atMs])
  const inOrder = itemsOf(recorded).map(each => {
    const [host, connection, what] = itemsOf(each).map(({ value }) => value)
    const index = rest.findIndex(one => one[0] === host && one[1] === connection && one[2] === what)
    return index < 0 ? [] : rest.splice(index, 1)[0]
  })
  return [...inOrder, ...rest]
}
