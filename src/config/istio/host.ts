import { isDnsLabel } from '../label.ts'

const MAX_HOST_LENGTH = 255
/** A first label with a wildcard: `*` alone or before a label's rest (`*-prod`). */
const WILDCARD_LABEL = /^(?:\*|(?:\*|[a-z0-9])(?:[-a-z0-9]*[a-z0-9])?)$/i

/** Why a name is no fully qualified domain name, or undefined (pkg/config/validation/agent:ValidateFQDN). */
export function fqdnProblem(name: string): string | undefined {
  return lengthProblem(name) ?? labelsProblem(name, name)
}

/** As `fqdnProblem`, but the first label may be or begin with `*` (ValidateWildcardDomain). */
export function wildcardHostProblem(name: string): string | undefined {
  const tooLong = lengthProblem(name)
  if (tooLong) return tooLong
  const dot = name.indexOf('.')
  const first = dot < 0 ? name : name.slice(0, dot)
  if (!WILDCARD_LABEL.test(first) || first.length > 63)
    return `${name} is not a host name: ${first || 'an empty label'} is not allowed`
  return dot < 0 ? undefined : labelsProblem(name.slice(dot + 1), name)
}

/** At a gateway SNI hosts may be the generated names of subsets, `outbound_.80_.v1_.host`. */
export function gatewayHostProblem(name: string, isSni: boolean): string | undefined {
  if (isSni && name.startsWith('outbound_.')) return undefined
  return wildcardHostProblem(name)
}

function lengthProblem(name: string): string | undefined {
  if (name === '') return 'a host name must not be empty'
  return name.length > MAX_HOST_LENGTH ? `the host name is longer than ${MAX_HOST_LENGTH} characters` : undefined
}

function labelsProblem(labels: string, name: string): string | undefined {
  const parts = labels.split('.')
  const last = parts[parts.length - 1]
  if (/^[-+]?[0-9]+$/.test(last)) return `${name} is not a host name: its last label ${last} is a number`
  // One dot at the end marks an absolute name.
  const checked = last === '' && parts.length > 1 ? parts.slice(0, -1) : parts
  const bad = checked.find(part => !isDnsLabel(part))
  return bad === undefined ? undefined : `${name} is not a host name: ${bad || 'an empty label'} is not allowed`
}

/** `*foo` in the middle of a label (`*-prod.example`): accepted, but no wildcard of DNS. */
export function isPartialWildcard(host: string): boolean {
  return host.length > 1 && host.includes('*') && !host.startsWith('*.')
}

/** Whether two host patterns meet, either being the wider one (pkg/config/host:Name.Matches). */
export function hostsOverlap(a: string, b: string): boolean {
  return isSubsetOf(a, b) || isSubsetOf(b, a)
}

/** Whether every name that `host` means is also meant by `wider` (Name.SubsetOf). */
export function isSubsetOf(host: string, wider: string): boolean {
  const isWildcard = host.startsWith('*')
  if (!wider.startsWith('*')) return !isWildcard && host === wider
  const suffix = wider.slice(1)
  if (!isWildcard) return host.endsWith(suffix)
  return host.length >= wider.length && host.endsWith(suffix)
}
