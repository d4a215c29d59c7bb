import type { Pod } from '../../dataplane/pod.ts'
import type { Reception } from '../server-side.ts'
import type { Facts } from './recording.ts'

/** `server` of a recording: how the sidecar of a pod took a connection. */
export function serverFacts(pod: Pod, port: number, reception: Reception): Facts {
  const { chain, tls, serverName, principal, foundPlainText } = reception
  return {
    pod: pod.name,
    port,
    filterChain: chain?.name ?? null,
    tls,
    ...(principal === undefined ? {} : { principal }),
    ...(serverName === undefined ? {} : { sni: serverName }),
    ...resultFacts(reception),
    // The log of a request does not repeat what was found on its connection.
    ...(foundPlainText && chain?.kind !== 'http' ? { tlsError: 'HTTP_REQUEST' } : {}),
  }
}

function resultFacts({ chain, result }: Reception): Facts {
  switch (result.kind) {
    case 'noChain':
      return { flags: 'NR', details: 'filter_chain_not_found' }
    case 'handshakeFailed':
      return { flags: '-', tlsError: result.by === 'caller' ? 'SSLV' : result.reason }
    case 'notHttp':
      return { flags: 'DPE' }
    case 'connectionDenied':
      return { flags: '-', termination: result.denial.termination }
    case 'requestDenied': {
      const { status, flags, details } = result.denial
      return { status, flags: flags.join() || '-', details }
    }
    case 'served':
      return chain?.kind === 'http' ? { status: 200, flags: '-', details: 'via_upstream' } : { flags: '-' }
  }
}
