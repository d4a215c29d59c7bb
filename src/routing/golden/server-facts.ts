import type { Pod } from '../../dataplane/pod.ts'
import type { Request } from '../../dataplane/request.ts'
import type { Reception } from '../../proxy/authorize/reception.ts'
import type { Facts } from './recording.ts'

/** What arrives at a pod: `byProxy` says that the caller's proxy opened the connection. */
export interface Visit {
  readonly pod: Pod
  readonly port: number
  readonly request: Request
  readonly byProxy: boolean
}

/** `server` of a recording: how the sidecar of a pod took a connection. */
export function serverFacts({ pod, port, request, byProxy }: Visit, reception: Reception): Facts {
  const { chain, tls, serverName, principal, foundPlainText } = reception
  return {
    pod: pod.name,
    port,
    filterChain: chain?.name ?? null,
    tls,
    ...(principal === undefined ? {} : { principal }),
    ...(serverName === undefined ? {} : { sni: serverName }),
    ...resultFacts(reception, byProxy),
    // The log of a request does not repeat what was found on its connection.
    ...(foundPlainText && chain?.kind !== 'http' ? { tlsError: plainTextError(request) } : {}),
  }
}

/** OpenSSL's name for what it finds instead of TLS: it knows the most common methods of HTTP. */
function plainTextError({ method }: Request): string {
  if (['GET', 'POST', 'HEAD', 'PUT'].includes(method)) return 'HTTP_REQUEST'
  return method === 'CONNECT' ? 'HTTPS_PROXY_REQUEST' : 'WRONG_VERSION_NUMBER'
}

function resultFacts({ chain, result }: Reception, byProxy: boolean): Facts {
  switch (result.kind) {
    case 'noChain':
      return { flags: 'NR', details: 'filter_chain_not_found' }
    case 'handshakeFailed':
      return { flags: '-', tlsError: result.by === 'caller' ? 'SSLV' : result.reason }
    case 'notHttp':
      // A proxy hangs up before it can be told.
      return byProxy ? { flags: 'DPE' } : { status: 400, flags: 'DPE', details: 'http1.codec_error' }
    case 'connectionDenied': {
      const { flags, termination } = result.denial
      return { flags: flags.join() || '-', ...(termination === '' ? {} : { termination }) }
    }
    case 'requestDenied': {
      const { status, flags, details } = result.denial
      return { status, flags: flags.join() || '-', details }
    }
    case 'served':
      return chain?.kind === 'http' ? { status: 200, flags: '-', details: 'via_upstream' } : { flags: '-' }
  }
}
