import type { Headers } from '../../dataplane/request.ts'
import type { HeaderMutation } from '../../dataplane/route.ts'

/** Text of a substitution command such as `%PROTOCOL%`; undefined = nothing known, which leaves it empty. */
export type Substitute = (command: string, argument: string) => string | undefined

/**
 * One level of header changes (source/common/router/header_parser.cc:evaluateHeaders): removals, then overwrites, then
 * further lines. Values are written before anything changes but the removals; an empty value adds nothing.
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
    if (text !== '') changed.set(name, appended(name, changed.get(name) ?? [], text))
  }
  return changed
}

/** Envoy keeps this header, of those that people change, on one line (its inline headers; Http::CustomHeaders). */
const ON_ONE_LINE: ReadonlySet<string> = new Set(['cache-control'])

function appended(name: string, lines: readonly string[], text: string): readonly string[] {
  return ON_ONE_LINE.has(name) && lines.length > 0 ? [[...lines, text].join(',')] : [...lines, text]
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
