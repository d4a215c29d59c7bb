import type { ForwardAction, HashPolicy, HeaderMutation, Route, RouteConfiguration } from '../../../dataplane/route.ts'

/**
 * Why Envoy would refuse a table that istiod's validation lets through; undefined = it takes it. One bad route takes
 * the whole table down: the proxy keeps what it had before.
 */
export function rejectionOf(virtualHosts: RouteConfiguration['virtualHosts']): string | undefined {
  for (const virtualHost of virtualHosts) {
    for (const route of virtualHost.routes) {
      const reason = routeRejection(route)
      if (reason) return reason
    }
  }
  return undefined
}

const REDIRECT_CODES = new Set([301, 302, 303, 307, 308])

function routeRejection(route: Route): string | undefined {
  const { action } = route
  if (action.kind === 'redirect' && !REDIRECT_CODES.has(action.code)) return '"action", reason: is required'
  if (route.match.query.some(query => query.name === '')) {
    return 'QueryParameterMatcherValidationError.Name: value length must be at least 1 characters'
  }
  // A claim's presence has no matcher that Envoy would take.
  if (route.match.claims.some(({ match }) => match === 'present')) return '"match_pattern", reason: is required'
  if (action.kind === 'directResponse' && action.status > LAST_STATUS)
    return 'DirectResponseActionValidationError.Status'
  if ((route.fault?.abort?.status ?? 0) > LAST_STATUS) return 'FaultAbortValidationError.HttpStatus'
  const mutations = [route.requestHeaders, route.responseHeaders]
  if (action.kind === 'forward') {
    const reason = forwardRejection(action)
    if (reason) return reason
    for (const cluster of action.clusters) mutations.push(cluster.requestHeaders, cluster.responseHeaders)
  }
  for (const mutation of mutations) {
    const command = unknownCommand(mutation)
    if (command) return `Not supported field in StreamInfo: ${command}`
  }
  return undefined
}

/** istiod takes 600, Envoy does not. */
const LAST_STATUS = 599

const UINT32_MAX = 2 ** 32 - 1

function forwardRejection({ clusters, hash }: ForwardAction): string | undefined {
  if (clusters.length === 0) return '"clusters", reason: at least one cluster is required'
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  if (total > UINT32_MAX) return `The sum of weights of all weighted clusters of route exceeds ${UINT32_MAX}`
  for (const policy of hash) {
    const reason = hashRejection(policy)
    if (reason) return reason
  }
  return undefined
}

/** Hash keys come from a DestinationRule, but stand on the routes that lead to its host: there they are refused. */
export function hashRejection(policy: HashPolicy): string | undefined {
  switch (policy.kind) {
    case 'header': {
      const isName = policy.name !== '' && !/[\0\r\n]/.test(policy.name)
      return isName ? undefined : 'HashPolicy_HeaderValidationError.HeaderName'
    }
    case 'query':
      return policy.name === '' ? 'HashPolicy_QueryParameterValidationError.Name' : undefined
    case 'cookie':
      return (policy.ttlNs ?? 0) < 0 ? 'Invalid duration: Expected positive duration' : undefined
    default:
      return undefined
  }
}

function unknownCommand({ set, add }: HeaderMutation): string | undefined {
  for (const [, value] of [...set, ...add]) {
    if (!value.includes('%')) continue
    for (const [, command] of value.replaceAll('%%', '').matchAll(/%([A-Z0-9_]+)(?:\([^)]*\))?(?::\d+)?%/g)) {
      if (!COMMANDS.has(command) && !/^(DOWNSTREAM|UPSTREAM)_/.test(command)) return command
    }
  }
  return undefined
}

/** Envoy's substitution commands that depend on no extension (source/common/formatter). */
const COMMANDS = new Set([
  'REQ',
  'RESP',
  'TRAILER',
  'REQ_WITHOUT_QUERY',
  'PATH',
  'QUERY_PARAM',
  'QUERY_PARAMS',
  'PROTOCOL',
  'RESPONSE_CODE',
  'RESPONSE_CODE_DETAILS',
  'RESPONSE_FLAGS',
  'RESPONSE_FLAGS_LONG',
  'CONNECTION_TERMINATION_DETAILS',
  'CONNECTION_ID',
  'STREAM_ID',
  'START_TIME',
  'EMIT_TIME',
  'DURATION',
  'COMMON_DURATION',
  'REQUEST_DURATION',
  'RESPONSE_DURATION',
  'RESPONSE_TX_DURATION',
  'ROUNDTRIP_DURATION',
  'REQUEST_TX_DURATION',
  'BYTES_RECEIVED',
  'BYTES_SENT',
  'REQUEST_HEADERS_BYTES',
  'RESPONSE_HEADERS_BYTES',
  'RESPONSE_TRAILERS_BYTES',
  'ROUTE_NAME',
  'VIRTUAL_CLUSTER_NAME',
  'CLUSTER_METADATA',
  'DYNAMIC_METADATA',
  'FILTER_STATE',
  'METADATA',
  'REQUESTED_SERVER_NAME',
  'HOSTNAME',
  'ENVIRONMENT',
  'GRPC_STATUS',
  'GRPC_STATUS_NUMBER',
  'FILTER_CHAIN_NAME',
  'TRACE_ID',
  'UNIQUE_ID',
  'TLS_JA3_FINGERPRINT',
  'LOCAL_REPLY_BODY',
  'CUSTOM_FLAGS',
])
