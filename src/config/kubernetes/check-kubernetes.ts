import type { Check } from '../check.ts'
import { checkFields } from '../field-check.ts'
import { checkLabels } from '../label.ts'
import { recordOf, type YamlRecord } from '../value.ts'
import { KUBERNETES_SCHEMAS, KUBERNETES_TABLE } from './fields.ts'
import { checkService } from './service.ts'

/** A Kubernetes resource, as far as its fields are used: their types and what the API server would refuse outright. */
export function checkKubernetes(check: Check): void {
  const { kind, body } = check.resource
  const schema = KUBERNETES_SCHEMAS[kind]
  if (schema === undefined) return
  checkFields(body, KUBERNETES_TABLE[schema], KUBERNETES_TABLE, [], check)
  if (check.hasError()) return
  const spec = recordOf(body.spec)
  if (kind === 'Service') checkService(spec, check)
  if (WITH_TEMPLATE.has(kind)) checkTemplate(spec, check)
}

const WITH_TEMPLATE = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'])

/** A controller's selector must pick the pods of its own template. */
function checkTemplate(spec: YamlRecord, check: Check): void {
  const wanted = recordOf(recordOf(spec.selector).matchLabels)
  const labels = recordOf(recordOf(recordOf(spec.template).metadata).labels)
  checkLabels(labels, ['spec', 'template', 'metadata', 'labels'], check)
  for (const [key, value] of Object.entries(wanted)) {
    if (labels[key] === value) continue
    const has =
      labels[key] === undefined ? 'the pod template has no such label' : `the pod template has ${String(labels[key])}`
    check.error(
      'MS2301',
      ['spec', 'selector', 'matchLabels', key],
      `the selector wants ${key}=${String(value)}, but ${has}`,
    )
  }
}
