/** Whether text is an IPv4 or IPv6 address, as Go's netip.ParseAddr reads it (zone ids are left to IPv6). */
export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text)
}

/** An address, or a block in CIDR notation. */
export function isIpSubnet(text: string): boolean {
  const slash = text.indexOf('/')
  if (slash < 0) return isIpAddress(text)
  const address = text.slice(0, slash)
  const bits = text.slice(slash + 1)
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(bits)) return false
  return (isIpv4(address) && Number(bits) <= 32) || (isIpv6(address) && Number(bits) <= 128)
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every(part => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const address = text.replace(/%.+$/, '')
  if (!/^[0-9a-fA-F:.]+$/.test(address)) return false
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  const last = groups[groups.length - 1] ?? ''
  const hasIpv4 = last.includes('.')
  if (hasIpv4 && !isIpv4(last)) return false
  const hex = hasIpv4 ? groups.slice(0, -1) : groups
  if (!hex.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  const length = hex.length + (hasIpv4 ? 2 : 0)
  return halves.length === 2 ? length <= 7 : length === 8
}

/** A socket's path after `unix://`: absolute, or an abstract name with `@`. */
export function unixSocketProblem(address: string): string | undefined {
  const path = address.slice('unix://'.length)
  if (path === '') return 'a unix address needs a path'
  if (path.startsWith('@')) return undefined
  return path.startsWith('/') && !path.endsWith('/') ? undefined : `${path} is not the absolute path of a file`
}
