import type { StringMatch } from '../../../dataplane/match.ts'
import type { HttpMatch, HttpRule, VirtualService } from './virtual-service.ts'

/**
 * Replaces `delegate` rules by the rules of the delegates (model/virtualservice_controller.go:mergeVirtualServices).
 * The result holds no delegates any more: a VirtualService without hosts only lives inside others.
 */
export function mergeDelegates(
  all: readonly VirtualService[],
  defaultExportTo: readonly string[],
): readonly VirtualService[] {
  const delegates = new Map(all.filter(vs => vs.hosts.length === 0).map(vs => [`${vs.namespace}/${vs.name}`, vs]))
  return all
    .filter(vs => vs.hosts.length > 0)
    .map(root => {
      if (!root.http.some(rule => rule.delegate)) return root
      return { ...root, http: root.http.flatMap(rule => expandRule(rule, root, delegates, defaultExportTo)) }
    })
}

function expandRule(
  rule: HttpRule,
  root: VirtualService,
  delegates: ReadonlyMap<string, VirtualService>,
  defaultExportTo: readonly string[],
): readonly HttpRule[] {
  if (!rule.delegate) return [rule]
  const delegate = delegates.get(`${rule.delegate.namespace}/${rule.delegate.name}`)
  if (!delegate || !isExportedTo(delegate, root.namespace, defaultExportTo)) return []
  return delegate.http.flatMap(leaf => mergeRule(rule, leaf))
}

function isExportedTo(delegate: VirtualService, namespace: string, defaultExportTo: readonly string[]): boolean {
  const exportTo = delegate.exportTo ?? defaultExportTo
  return exportTo.some(to => to === '*' || (to === '.' ? delegate.namespace : to) === namespace)
}

/** One delegate rule under one root rule: nothing if no pair of matches can hold together. */
function mergeRule(root: HttpRule, leaf: HttpRule): readonly HttpRule[] {
  const match = mergeMatches(root.match, leaf.match)
  if (match === undefined) return []
  const hasOwnMirror = leaf.mirror !== undefined || leaf.mirrors.length > 0
  return [
    {
      ...leaf,
      name: joinNames(root.name, leaf.name),
      match,
      delegate: undefined,
      directResponse: leaf.directResponse ?? root.directResponse,
      rewrite: leaf.rewrite ?? root.rewrite,
      timeoutNs: leaf.timeoutNs ?? root.timeoutNs,
      retries: leaf.retries ?? root.retries,
      fault: leaf.fault ?? root.fault,
      mirror: hasOwnMirror ? leaf.mirror : root.mirror,
      mirrorPercent: leaf.mirrorPercent ?? root.mirrorPercent,
      mirrors: hasOwnMirror ? leaf.mirrors : root.mirrors,
      cors: leaf.cors ?? root.cors,
      headers: leaf.headers ?? root.headers,
    },
  ]
}

function joinNames(root: string, leaf: string): string {
  return root && leaf ? `${root}-${leaf}` : root || leaf
}

/** Every delegate match must fit under at least one root match, else the whole rule is dropped (undefined). */
function mergeMatches(root: readonly HttpMatch[], leaf: readonly HttpMatch[]): readonly HttpMatch[] | undefined {
  if (root.length === 0 || root.some(isUnconditional)) return leaf
  if (leaf.length === 0) return root
  const merged: HttpMatch[] = []
  for (const sub of leaf) {
    const fitting = root.filter(match => !isConflict(match, sub))
    if (fitting.length === 0) return undefined
    for (const match of fitting) merged.push(mergeMatch(match, sub))
  }
  return merged
}

function isUnconditional(match: HttpMatch): boolean {
  return (
    !match.uri &&
    !match.scheme &&
    !match.method &&
    !match.authority &&
    match.headers.size + match.withoutHeaders.size + match.queryParams.size === 0 &&
    match.source.port === 0 &&
    match.source.namespace === '' &&
    match.source.gateways.length === 0 &&
    Object.keys(match.source.labels).length === 0
  )
}

function mergeMatch(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  return {
    name: joinNames(root.name, leaf.name),
    uri: leaf.uri ?? root.uri,
    ignoreUriCase: leaf.ignoreUriCase,
    scheme: leaf.scheme ?? root.scheme,
    method: leaf.method ?? root.method,
    authority: leaf.authority ?? root.authority,
    headers: new Map([...root.headers, ...leaf.headers]),
    withoutHeaders: new Map([...root.withoutHeaders, ...leaf.withoutHeaders]),
    queryParams: new Map([...root.queryParams, ...leaf.queryParams]),
    source: {
      port: leaf.source.port || root.source.port,
      labels: { ...root.source.labels, ...leaf.source.labels },
      namespace: leaf.source.namespace || root.source.namespace,
      gateways: leaf.source.gateways.length > 0 ? leaf.source.gateways : root.source.gateways,
    },
    place: leaf.place,
  }
}

function isConflict(root: HttpMatch, leaf: HttpMatch): boolean {
  return (
    isStringConflict(root.uri, leaf.uri) ||
    isStringConflict(root.scheme, leaf.scheme) ||
    isStringConflict(root.method, leaf.method) ||
    isStringConflict(root.authority, leaf.authority) ||
    isMapConflict(root.headers, leaf.headers) ||
    isMapConflict(root.withoutHeaders, leaf.withoutHeaders) ||
    isMapConflict(root.queryParams, leaf.queryParams) ||
    root.ignoreUriCase !== leaf.ignoreUriCase ||
    isSourceConflict(root, leaf)
  )
}

function isSourceConflict({ source: root }: HttpMatch, { source: leaf }: HttpMatch): boolean {
  return (
    (root.port !== 0 && leaf.port !== 0 && root.port !== leaf.port) ||
    (root.namespace !== '' && root.namespace !== leaf.namespace) ||
    (root.gateways.length > 0 && leaf.gateways.some(gateway => !root.gateways.includes(gateway))) ||
    Object.entries(leaf.labels).some(([key, value]) => key in root.labels && root.labels[key] !== value)
  )
}

type MatchMap = ReadonlyMap<string, StringMatch | 'present'>

function isMapConflict(root: MatchMap, leaf: MatchMap): boolean {
  for (const [name, match] of leaf) if (isStringConflict(asString(root.get(name)), asString(match))) return true
  return false
}

function asString(match: StringMatch | 'present' | undefined): StringMatch | undefined {
  return match === 'present' ? undefined : match
}

/** The leaf must lie within the root; regular expressions are never compared (stringMatchConflict). */
function isStringConflict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (!root || !leaf) return false
  if (root.kind === 'regex' || leaf.kind === 'regex') return true
  if (root.kind === 'exact') return leaf.kind !== 'exact' || leaf.value !== root.value
  return !leaf.value.startsWith(root.value)
}
