import type {
  CorsPolicy,
  DirectResponseAction,
  FaultPolicy,
  RedirectAction,
  Route,
  RouteConfiguration,
  VirtualHost,
} from '../../dataplane/route.ts'
import { forwardAction } from './forward-json.ts'
import { headerMutations } from './header-mutation-json.ts'
import { duration, type JsonObject, percentage, typed } from './json.ts'
import type { LeftOut } from './left-out.ts'
import { routeMatch, stringMatcher } from './match-json.ts'

/** envoy.config.route.v3.RouteConfiguration */
export function routeConfiguration(table: RouteConfiguration, leftOut: LeftOut): JsonObject {
  return {
    name: table.name,
    virtual_hosts: table.virtualHosts.map(host => virtualHost(host, leftOut)),
    ignore_port_in_host_matching: table.ignorePortInHost,
    // As Istio sets them: a route to a cluster that is not there answers 503, the table is served all the same.
    validate_clusters: false,
    max_direct_response_body_size_bytes: 1_048_576,
  }
}

function virtualHost(host: VirtualHost, leftOut: LeftOut): JsonObject {
  return {
    name: host.name,
    domains: host.domains,
    routes: host.routes.flatMap(each => route(each, host, leftOut)),
    ...(host.requireTls === 'all' && { require_tls: 'ALL' }),
    ...(host.includeAttemptCount && { include_request_attempt_count: true }),
    ...(host.includeAttemptCountInResponse && { include_attempt_count_in_response: true }),
  }
}

function route(each: Route, host: VirtualHost, leftOut: LeftOut): readonly JsonObject[] {
  const { name, match, action, fault, cors } = each
  if (match.claims.length > 0) {
    // Without its condition the route would take requests that are not its own.
    leftOut.add(`${host.name}: route "${name}" asks for claims of a token`)
    return []
  }
  const filters = {
    ...(fault && { 'envoy.filters.http.fault': faultJson(fault) }),
    ...(cors && { 'envoy.filters.http.cors': corsJson(cors) }),
  }
  return [
    {
      ...(name !== '' && { name }),
      match: routeMatch(match),
      ...(action.kind === 'forward'
        ? { route: forwardAction(action, leftOut) }
        : action.kind === 'redirect'
          ? { redirect: redirect(action) }
          : { direct_response: directResponse(action) }),
      ...headerMutations(each.requestHeaders, each.responseHeaders),
      ...(Object.keys(filters).length > 0 && { typed_per_filter_config: filters }),
    },
  ]
}

function redirect({ code, scheme, host, port, path, prefixRewrite }: RedirectAction): JsonObject {
  return {
    response_code: REDIRECT_CODES[code] ?? 'MOVED_PERMANENTLY',
    ...(scheme !== undefined && { scheme_redirect: scheme }),
    ...(host !== undefined && { host_redirect: host }),
    ...(port !== undefined && { port_redirect: port }),
    ...(path !== undefined && { path_redirect: path }),
    ...(prefixRewrite !== undefined && { prefix_rewrite: prefixRewrite }),
  }
}

const REDIRECT_CODES: Readonly<Record<number, string>> = {
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
}

function directResponse({ status, body }: DirectResponseAction): JsonObject {
  return { status, ...(body !== '' && { body: { inline_string: body } }) }
}

function faultJson({ delay, abort }: FaultPolicy): JsonObject {
  return typed('extensions.filters.http.fault.v3.HTTPFault', {
    ...(delay && { delay: { fixed_delay: duration(delay.durationNs), percentage: percentage(delay.percent) } }),
    ...(abort && {
      abort: {
        ...(abort.grpcStatus === undefined ? { http_status: abort.status } : { grpc_status: abort.grpcStatus }),
        percentage: percentage(abort.percent),
      },
    }),
  })
}

function corsJson(cors: CorsPolicy): JsonObject {
  return typed('extensions.filters.http.cors.v3.CorsPolicy', {
    allow_origin_string_match: cors.allowOrigins.map(stringMatcher),
    ...(cors.allowMethods !== '' && { allow_methods: cors.allowMethods }),
    ...(cors.allowHeaders !== '' && { allow_headers: cors.allowHeaders }),
    ...(cors.exposeHeaders !== '' && { expose_headers: cors.exposeHeaders }),
    ...(cors.maxAge !== '' && { max_age: cors.maxAge }),
    ...(cors.allowCredentials !== undefined && { allow_credentials: cors.allowCredentials }),
    forward_not_matching_preflights: cors.forwardUnmatchedPreflights,
  })
}
