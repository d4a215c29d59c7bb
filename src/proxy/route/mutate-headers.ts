import type { Headers } from '../../dataplane/request.ts'
import type { HeaderMutation } from '../../dataplane/route.ts'
import { withLine } from './one-line-headers.ts'

/** Text of a substitution command such as `%PROTOCOL%`; undefined = nothing known, which leaves it empty. */
export type Substitute = (command: string, argument: string) => string | undefined

/**
 * One level of header changes (source/common/router/header_parser.cc:evaluateHeaders): removals, then overwrites, then
 * further lines. Values are written before anything changes but the removals; an empty value adds nothing.
 * Known differences from Envoy: no OVERWRITE_IF_EXISTS, ADD_IF_ABSENT or keep_empty_value; commands are those that the
 * caller substitutes.
 */
export function mutateHeaders(headers: Headers, mutation: HeaderMutation, substitute: Substitute): Headers {
  const { set, add, remove } = mutation
  if (set.length + add.length + remove.length === 0) return headers
  const changed = new Map(headers)
  for (const name of remove) changed.delete(name)
  for (const [name, value] of set) {
    const text = formatValue(value, substitute)
    if (text !== '') changed.set(name, [text])
  }
  for (const [name, value] of add) {
    const text = formatValue(value, substitute)
    if (text !== '') changed.set(name, withLine(name, changed.get(name) ?? [], text))
  }
  return changed
}

/** `%%` is a percent sign, `%COMMAND(argument):length%` is replaced (source/common/formatter). */
function formatValue(value: string, substitute: Substitute): string {
  if (!value.includes('%')) return value
  return value.replace(
    /%%|%([A-Z0-9_]+)(?:\(([^)]*)\))?(?::(\d+))?%/g,
    (whole, command: string | undefined, argument: string | undefined, length: string | undefined) => {
      if (whole === '%%' || command === undefined) return '%'
      const text = substitute(command, argument ?? '') ?? ''
      return length === undefined ? text : text.slice(0, Number(length))
    },
  )
}
