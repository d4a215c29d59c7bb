import type { Mesh } from '../../config/mesh.ts'
import { type Fields, fields, labelsMatch, list, text, textMap, texts } from '../istio/field.ts'

/** Label that every namespace carries by itself. */
const NAME_LABEL = 'kubernetes.io/metadata.name'

export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>>

export function namespaceLabels({ resources }: Pick<Mesh, 'resources'>): NamespaceLabels {
  const known = new Map(resources.filter(({ kind }) => kind === 'Namespace').map(({ name, labels }) => [name, labels]))
  return namespace => ({ [NAME_LABEL]: namespace, ...known.get(namespace) })
}

/** metav1.LabelSelector: all labels and all expressions must hold; an empty selector takes everything. */
export function selects(selector: Fields, labels: Readonly<Record<string, string>>): boolean {
  return labelsMatch(textMap(selector.matchLabels), labels) && list(selector.matchExpressions).every(holds)

  function holds(entry: unknown): boolean {
    const { key, operator, values } = fields(entry)
    const value = labels[text(key)]
    switch (text(operator)) {
      case 'In':
        return value !== undefined && texts(values).includes(value)
      case 'NotIn':
        return value === undefined || !texts(values).includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return false
    }
  }
}
