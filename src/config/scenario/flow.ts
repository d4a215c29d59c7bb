/** A value on one line, as YAML. Text is quoted unless it is plainly text. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, inner]) => `${flow(key)}: ${flow(inner)}`)
    return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}'
  }
  if (typeof value !== 'string') return String(value)
  const isPlain = /^[A-Za-z][\w./-]*$|^\/[\w./-]+$|^[a-z]+\([\w.=, ]+\)$|^\d+(\.\d+)?(h|m|s|ms|us|ns|%|\/s)$/.test(
    value,
  )
  return isPlain && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : JSON.stringify(value)
}
