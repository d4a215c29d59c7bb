import type { Check, Path } from '../check.ts'
import { isRecord, isSet, listOf, textOf, type YamlRecord } from '../value.ts'

/** `tls` of a server (validateTLSOptions). */
export function checkServerTls(tls: unknown, path: Path, check: Check): void {
  if (!isRecord(tls)) return
  const mode = textOf(tls.mode) || 'PASSTHROUGH'
  const given = (field: string): boolean => textOf(tls[field]) !== ''
  if (mode === 'ISTIO_MUTUAL') {
    for (const field of ['serverCertificate', 'privateKey', 'caCertificates', 'credentialName'].filter(given)) {
      check.errorAtKey(
        'MS2215',
        [...path, field],
        `mode ISTIO_MUTUAL uses the mesh's certificates, ${field} can't be set`,
      )
    }
    return
  }
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') {
    for (const field of ['serverCertificate', 'privateKey', 'caCertificates', 'credentialName', 'caCrl'].filter(
      given,
    )) {
      check.warning('MS2250', [...path, field], `mode ${mode} uses no certificates, ${field} has no effect`)
    }
    return
  }
  if (hasCredential(tls)) {
    if (given('caCrl')) check.errorAtKey('MS2215', [...path, 'caCrl'], 'caCrl belongs into the credential')
    return
  }
  if (!isSet(tls.tlsCertificates)) requireFiles(tls, mode, path, check)
  if (mode === 'SIMPLE' && given('caCrl')) check.errorAtKey('MS2215', [...path, 'caCrl'], 'mode SIMPLE has no caCrl')
}

function hasCredential(tls: YamlRecord): boolean {
  return textOf(tls.credentialName) !== '' || listOf(tls.credentialNames).length > 0
}

/** Without a credential the certificate files must all be named. */
function requireFiles(tls: YamlRecord, mode: string, path: Path, check: Check): void {
  const needed = ['serverCertificate', 'privateKey', ...(mode === 'SIMPLE' ? [] : ['caCertificates'])]
  const missing = needed.filter(field => textOf(tls[field]) === '')
  if (missing.length > 0)
    check.error('MS2215', path, `mode ${mode} needs credentialName, or else ${missing.join(' and ')}`)
}
