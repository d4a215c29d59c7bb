import type { Check, Path } from '../check.ts'
import { isDnsLabel } from '../label.ts'
import { listOf, textOf } from '../value.ts'
import { fqdnProblem } from './host.ts'

/**
 * Names of Gateways in a VirtualService: `name`, `namespace/name`, `mesh`, or the old `name.namespace.svc...`
 * (validateGatewayNames).
 */
export function checkGatewayReferences(gateways: unknown, path: Path, check: Check): void {
  listOf(gateways)
    .map(textOf)
    .forEach((name, index) => {
      checkGatewayReference(name, [...path, index], check)
    })
}

function checkGatewayReference(name: string, path: Path, check: Check): void {
  const slash = name.indexOf('/')
  if (slash < 0) {
    const problem = fqdnProblem(name)
    if (problem) check.error('MS2202', path, `${name || 'an empty text'} is not the name of a Gateway`)
    else if (name.includes('.')) {
      const [gateway, namespace] = name.split('.')
      check.warning('MS2250', path, `${name} is the old way to name a Gateway`, `write ${namespace}/${gateway}`)
    }
    return
  }
  const namespace = name.slice(0, slash)
  const gateway = name.slice(slash + 1)
  if (!isDnsLabel(namespace)) {
    const help =
      namespace === '.' ? `write ${check.resource.namespace}/${gateway} or ${gateway}` : 'write namespace/name'
    check.error('MS2202', path, `${namespace || 'an empty text'} is not a namespace`, help)
  }
  if (!isDnsLabel(gateway)) check.error('MS2202', path, `${gateway || 'an empty text'} is not the name of a Gateway`)
}
