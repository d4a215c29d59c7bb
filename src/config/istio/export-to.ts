import type { Check } from '../check.ts'
import { isDnsLabel } from '../label.ts'
import { listOf, textOf, type YamlRecord } from '../value.ts'

/** `exportTo` of VirtualService and DestinationRule, or of a ServiceEntry, which may also say `~` (validateExportTo). */
export function checkExportTo(spec: YamlRecord, check: Check, kind: 'service entry' | 'rule'): void {
  const entries = listOf(spec.exportTo).map(textOf)
  const seen = new Set<string>()
  entries.forEach((entry, index) => {
    const path = ['spec', 'exportTo', index]
    const namespace = entry === '.' ? check.resource.namespace : entry
    const isNobody = entry === '~'
    if (seen.has(namespace)) check.error('MS2203', path, `exportTo names ${namespace} twice`)
    else if (isNobody && kind === 'rule') check.error('MS2203', path, 'exportTo ~ (nobody) is only for ServiceEntries')
    else if (!isNobody && entry !== '*' && !isDnsLabel(namespace)) {
      check.error('MS2203', path, `${entry || 'an empty text'} is not a namespace`, 'allowed: a namespace, . or *')
    }
    seen.add(namespace)
  })
  const wide = entries.findIndex(entry => entry === '*' || entry === '~')
  if (entries.length > 1 && wide >= 0) {
    const what = entries[wide] === '*' ? 'everybody (*)' : 'nobody (~)'
    check.error('MS2203', ['spec', 'exportTo', wide], `exportTo names ${what} beside others`, 'let it stand alone')
  }
}

/** A DestinationRule with a workloadSelector stays in its own namespace. */
export function checkExportWithSelector(spec: YamlRecord, check: Check): void {
  const { namespace } = check.resource
  const foreign = listOf(spec.exportTo).findIndex(entry => entry !== '.' && entry !== namespace)
  if (foreign >= 0) {
    const message = 'a DestinationRule with workloadSelector can be exported to its own namespace only'
    check.error('MS2203', ['spec', 'exportTo', foreign], message)
  }
}
