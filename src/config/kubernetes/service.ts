import type { Check } from '../check.ts'
import { isDnsLabel } from '../label.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'

/** What the API server demands of a Service: a name per port when there are several, no port twice, a target for an alias. */
export function checkService(spec: YamlRecord, check: Check): void {
  if (spec.type === 'ExternalName') {
    if (textOf(spec.externalName) === '')
      check.error('MS2301', ['spec'], 'a Service of type ExternalName needs externalName')
    return
  }
  const ports = listOf(spec.ports).map(recordOf)
  if (ports.length === 0 && spec.clusterIP !== 'None')
    check.error('MS2301', ['spec'], 'a Service needs at least one port')
  const names = new Set<string>()
  const numbers = new Set<string>()
  ports.forEach((port, index) => {
    const path = ['spec', 'ports', index]
    const name = textOf(port.name)
    if (!isSet(port.port)) check.error('MS2301', path, 'the port number is missing')
    if (name === '' && ports.length > 1) check.error('MS2301', path, 'with several ports each needs a name')
    if (name !== '' && !isDnsLabel(name)) check.error('MS2301', [...path, 'name'], `${name} is not a valid port name`)
    if (name !== '' && names.has(name)) check.error('MS2301', [...path, 'name'], `port name ${name} is used twice`)
    const number = `${String(port.port)}/${textOf(port.protocol) || 'TCP'}`
    if (isSet(port.port) && numbers.has(number))
      check.error('MS2301', [...path, 'port'], `port ${number} is given twice`)
    names.add(name)
    numbers.add(number)
  })
}
