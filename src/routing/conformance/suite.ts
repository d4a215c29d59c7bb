import type { GrpcCase } from './grpc-case.ts'

/** One test of the Gateway API's own suite, taken out of its Go code: `cases.json` is a list of these. */
export interface SuiteTest {
  readonly test: string
  readonly features: readonly string[]
  /** Relative to the suite's folder. */
  readonly manifests: readonly string[]
  readonly cases: readonly (SuiteCase | GrpcCase)[]
}

/** utils/http/http.go:ExpectedResponse; what is absent is the suite's default. */
export interface SuiteCase {
  readonly TestCaseName?: string
  readonly Request: SuiteRequest
  /** What the back-end sees, where it is not the request itself. */
  readonly ExpectedRequest?: { readonly Request?: Partial<SuiteRequest>; readonly AbsentHeaders?: readonly string[] }
  /** Parts of the Location; the request's own where absent. */
  readonly RedirectRequest?: {
    readonly Scheme?: string
    readonly Host?: string
    readonly Port?: string
    readonly Path?: string
  }
  readonly BackendSetResponseHeaders?: Readonly<Record<string, string>>
  readonly Response?: {
    readonly StatusCode?: number
    readonly StatusCodes?: readonly number[]
    readonly Headers?: Readonly<Record<string, string>>
    /** Any of the values will do. */
    readonly ValidHeaderValues?: Readonly<Record<string, readonly string[]>>
    readonly AbsentHeaders?: readonly string[]
  }
  /** Beginning of the pod's name. */
  readonly Backend?: string
  readonly Namespace?: string
  readonly MirroredTo?: readonly { readonly Name: string; readonly Namespace?: string }[]
}

export interface SuiteRequest {
  readonly Host?: string
  readonly Method?: string
  readonly Path?: string
  readonly Headers?: Readonly<Record<string, string>>
}

/** Features that istiod 1.32 or this dialect leaves out, with the reason: tests that need one are skipped by name. */
export const UNSUPPORTED_FEATURES: Readonly<Record<string, string>> = {
  BackendTLSPolicy: 'not modelled',
  GatewayBackendClientCertificate: 'istiod does not support it',
  GatewayFrontendClientCertificateValidation: 'not modelled',
  GatewayFrontendClientCertificateValidationInsecureFallback: 'not modelled',
  GatewayHTTPSListenerDetectMisdirectedRequests: 'istiod does not support it',
  GatewayStaticAddresses: 'addresses are not modelled',
  HTTPRouteBackendProtocolWebSocket: 'WebSocket is not modelled',
  ListenerSet: 'not modelled',
  MeshClusterIPMatching: 'istiod does not support it',
  TLSRouteModeTerminate: 'not modelled',
  TLSRouteModeMixed: 'not modelled',
  UDPRoute: 'istiod does not support it',
}

export function unsupportedFeature({ features }: SuiteTest): string | undefined {
  return features.find(feature => feature in UNSUPPORTED_FEATURES)
}

/** Statuses that a case is content with. */
export function wantedStatuses({ Response }: SuiteCase): readonly number[] {
  return Response?.StatusCodes ?? [Response?.StatusCode ?? 200]
}
