import type { Check, Path } from '../check.ts'
import { isRecord, isSet, listOf, textOf } from '../value.ts'

/** `tls` of a traffic policy (pkg/config/validation/agent:ValidateTLS). */
export function checkClientTls(tls: unknown, path: Path, check: Check): void {
  if (!isRecord(tls)) return
  const mode = textOf(tls.mode) || 'DISABLE'
  const given = (field: string): boolean => textOf(tls[field]) !== ''
  const hasNames = isSet(tls.subjectAltNames) && listOf(tls.subjectAltNames).length > 0
  if (tls.insecureSkipVerify === true) {
    const isSimple = mode === 'SIMPLE' && (given('caCertificates') || given('credentialName') || hasNames)
    const isMutual = mode === 'MUTUAL' && (given('caCertificates') || hasNames)
    if (isSimple || isMutual) {
      check.error('MS2215', path, 'insecureSkipVerify leaves nothing to verify: certificates and names must not be set')
    }
  }
  if ((mode === 'SIMPLE' || mode === 'MUTUAL') && given('credentialName')) {
    const beside = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'].find(given)
    if (beside) check.errorAtKey('MS2215', [...path, beside], `${beside} can't be set beside credentialName`)
    return
  }
  if (mode !== 'MUTUAL') return
  for (const field of ['clientCertificate', 'privateKey']) {
    if (!given(field)) check.error('MS2215', path, `mutual TLS needs ${field} or credentialName`)
  }
}
