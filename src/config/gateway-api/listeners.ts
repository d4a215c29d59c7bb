import type { Check, Path } from '../check.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'

/** Listeners of a Gateway: what each may have by its protocol, and that no two are the same. */
export function checkListeners(spec: YamlRecord, check: Check): void {
  const names = new Map<string, number>()
  const places = new Map<string, number>()
  for (const [index, entry] of listOf(spec.listeners).entries()) {
    const listener = recordOf(entry)
    const path = ['spec', 'listeners', index]
    checkListener(listener, path, check)
    const name = textOf(listener.name)
    claim(names, name, index, [...path, 'name'], `another listener is called ${name}, too`, check)
    const place = [listener.port, listener.protocol, textOf(listener.hostname).toLowerCase()].join(' ')
    claim(places, place, index, path, 'another listener has the same port, protocol and hostname', check)
  }
}

function claim(
  taken: Map<string, number>,
  key: string,
  index: number,
  path: Path,
  message: string,
  check: Check,
): void {
  const first = taken.get(key)
  if (first === undefined) taken.set(key, index)
  else check.error('MS2321', path, message, `see spec.listeners[${first}]`)
}

function checkListener(listener: YamlRecord, path: Path, check: Check): void {
  const protocol = textOf(listener.protocol)
  const tls = recordOf(listener.tls)
  const mode = textOf(tls.mode) || 'Terminate'
  if (['HTTP', 'TCP', 'UDP'].includes(protocol) && isSet(listener.tls)) {
    check.errorAtKey('MS2321', [...path, 'tls'], `a listener for ${protocol} can't have tls`)
    return
  }
  if (['TCP', 'UDP'].includes(protocol) && textOf(listener.hostname) !== '') {
    check.errorAtKey('MS2321', [...path, 'hostname'], `a listener for ${protocol} can't have a hostname`)
  }
  if (protocol === 'HTTPS' && isSet(listener.tls) && mode !== 'Terminate') {
    check.error(
      'MS2321',
      [...path, 'tls', 'mode'],
      'a listener for HTTPS terminates TLS',
      'for Passthrough write protocol: TLS',
    )
  }
  if (protocol === 'TLS' && !isSet(listener.tls)) {
    check.error('MS2321', path, 'a listener for TLS needs tls with a mode', 'write tls: { mode: Passthrough }')
  }
  const hasCertificate = listOf(tls.certificateRefs).length > 0 || Object.keys(recordOf(tls.options)).length > 0
  if (isSet(listener.tls) && mode === 'Terminate' && !hasCertificate) {
    check.errorAtKey('MS2321', [...path, 'tls'], 'to terminate TLS a listener needs certificateRefs')
  }
}
