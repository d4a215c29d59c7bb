import type { Check, Path } from './check.ts'
import { isRecord } from './value.ts'

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i
const LABEL_PART = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/

/** A DNS-1123 label as istiod checks it: letters, digits and `-`, at most 63. */
export function isDnsLabel(text: string): boolean {
  return DNS_LABEL.test(text)
}

/** A DNS-1123 subdomain as the API server wants it for names: lower case, labels joined by dots, at most 253. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text)
}

/** A label's value: empty, or at most 63 letters, digits, `-`, `_` and `.`. */
export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= 63 && LABEL_PART.test(text))
}

/** A label's key: an optional DNS prefix and `/`, then a name of at most 63 characters. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/')
  const name = text.slice(slash + 1)
  const isPrefixGood = slash < 0 || isDnsSubdomain(text.slice(0, slash).toLowerCase())
  return isPrefixGood && name.length <= 63 && LABEL_PART.test(name)
}

/** Labels as Kubernetes accepts them; other types than text are the field table's business. */
export function checkLabels(labels: unknown, path: Path, check: Check): void {
  if (!isRecord(labels)) return
  for (const [key, value] of Object.entries(labels)) {
    if (!isLabelKey(key))
      check.errorAtKey('MS2224', [...path, key], `${key || 'an empty text'} is not a valid label name`)
    if (typeof value === 'string' && !isLabelValue(value)) {
      const help = 'at most 63 letters, digits, -, _ and ., beginning and ending with a letter or digit'
      check.error('MS2224', [...path, key], `${value} is not a valid label value`, help)
    }
  }
}
