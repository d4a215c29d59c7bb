import type { SuiteCase } from './suite.ts'

/** utils/grpc/grpc.go:ExpectedResponse: a call of the suite's echo service. */
export interface GrpcCase {
  readonly EchoRequest?: object
  readonly EchoTwoRequest?: object
  readonly EchoThreeRequest?: object
  readonly RequestMetadata?: { readonly Authority?: string; readonly Metadata?: Readonly<Record<string, string>> }
  /** Name or number of the status. */
  readonly Response?: { readonly Code?: string | number; readonly Headers?: Readonly<Record<string, string>> }
  readonly Backend?: string
  readonly Namespace?: string
}

const SERVICE = '/gateway_api_conformance.echo_basic.grpcecho.GrpcEcho'

/** google.golang.org/grpc/codes, in order. */
const CODES = (
  'OK Canceled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied ResourceExhausted ' +
  'FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable DataLoss Unauthenticated'
).split(' ')

/** The call as the HTTP/2 request that it is, and its status as the header that a proxy answers with. */
export function asHttp(wanted: SuiteCase | GrpcCase): SuiteCase {
  if ('Request' in wanted) return wanted
  const { RequestMetadata = {}, Response = {}, Backend, Namespace } = wanted
  const method = wanted.EchoThreeRequest ? 'EchoThree' : wanted.EchoTwoRequest ? 'EchoTwo' : 'Echo'
  const code = numberOf(Response.Code ?? 0)
  const status: Readonly<Record<string, string>> = code === 0 ? {} : { 'grpc-status': String(code) }
  return {
    Request: {
      ...(RequestMetadata.Authority === undefined ? {} : { Host: RequestMetadata.Authority }),
      Method: 'POST',
      Path: `${SERVICE}/${method}`,
      Headers: { 'content-type': 'application/grpc', ...RequestMetadata.Metadata },
    },
    Response: { Headers: { ...Response.Headers, ...status } },
    ...(Backend === undefined ? {} : { Backend }),
    ...(Namespace === undefined ? {} : { Namespace }),
  }
}

/** `codes.Unimplemented`, `Unimplemented` or 12. */
function numberOf(code: string | number): number {
  return typeof code === 'number' ? code : CODES.indexOf(code.replace(/^codes\./, ''))
}
