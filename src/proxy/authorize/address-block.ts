/** An address or a CIDR block, ready for comparison. */
interface Block {
  readonly bits: number
  readonly base: bigint
  readonly length: number
}

const blocks = new Map<string, Block | undefined>()

/**
 * Whether an IPv4 or IPv6 address lies in `block` (`10.0.0.0/8`, `2001:db8::/32`, or one address). Source:
 * source/common/network/cidr_range.cc.
 * Known differences from Envoy: an IPv6 address that ends in the notation of IPv4 is not one.
 */
export function isInBlock(address: string, block: string): boolean {
  if (!blocks.has(block)) blocks.set(block, parseBlock(block))
  const wanted = blocks.get(block)
  const found = parseAddress(address)
  if (!wanted || !found || wanted.bits !== found.bits) return false
  const free = BigInt(wanted.bits - wanted.length)
  return wanted.base >> free === found.value >> free
}

/** Whether a text is an address at all: Envoy skips other entries of x-forwarded-for. */
export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined
}

function parseBlock(text: string): Block | undefined {
  const [base, length] = text.split('/')
  const address = parseAddress(base)
  if (!address) return undefined
  return { bits: address.bits, base: address.value, length: length === undefined ? address.bits : Number(length) }
}

function parseAddress(text: string): { readonly bits: number; readonly value: bigint } | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): { readonly bits: number; readonly value: bigint } | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some(part => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
}

/** Eight groups of four hex digits, one run of zero groups written as `::`. */
function parseIpv6(text: string): { readonly bits: number; readonly value: bigint } | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map(half => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...new Array<string>(tail ? missing : 0).fill('0'), ...(tail ?? [])]
  if (groups.some(group => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) }
}
