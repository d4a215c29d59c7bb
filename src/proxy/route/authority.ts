/**
 * Host without its port: cut at the last colon that is not inside the brackets of an IPv6 address. Source:
 * source/common/http/header_utility.cc:getPortStart.
 * Known differences from Envoy: an IPv6 address without brackets keeps all of its colons.
 */
export function cutPort(authority: string): string {
  const colon = portColon(authority)
  return colon < 0 ? authority : authority.slice(0, colon)
}

/** The port written in an authority; undefined when there is none. */
export function portOf(authority: string): number | undefined {
  const colon = portColon(authority)
  return colon < 0 ? undefined : Number(authority.slice(colon + 1))
}

function portColon(authority: string): number {
  const colon = authority.lastIndexOf(':')
  return colon > authority.lastIndexOf(']') && authority.indexOf(':') === authority.lastIndexOf(':')
    ? colon
    : authority.startsWith('[') && colon > authority.lastIndexOf(']')
      ? colon
      : -1
}
