/** IPv4 prefixes in `a.b.c.d/n` form; a bare address is a prefix of its own. Other notations contain nothing. */

export function prefixLength(prefix: string): number {
  const slash = prefix.indexOf('/')
  return slash < 0 ? 32 : Number(prefix.slice(slash + 1))
}

export function containsAddress(prefix: string, address: string): boolean {
  const base = parseAddress(prefix.split('/', 1)[0])
  const target = parseAddress(address)
  if (base === undefined || target === undefined) return prefix === address
  const size = 2 ** (32 - prefixLength(prefix))
  return Math.floor(base / size) === Math.floor(target / size)
}

/** The address `offset` places after the start of a prefix. */
export function addressIn(prefix: string, offset: number): string {
  const base = parseAddress(prefix.split('/', 1)[0])
  if (base === undefined) return prefix.split('/', 1)[0]
  const size = 2 ** (32 - prefixLength(prefix))
  const value = Math.floor(base / size) * size + Math.min(offset, size - 1)
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map(unit => Math.floor(value / unit) % 256).join('.')
}

function parseAddress(text: string): number | undefined {
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some(part => !Number.isInteger(part) || part < 0 || part > 255)) return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}
