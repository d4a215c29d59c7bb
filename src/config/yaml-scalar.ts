/**
 * How a plain (unquoted) scalar becomes a value. `kubectl`: as go-yaml v2's `resolve()` does for kubectl (YAML 1.1
 * booleans, octal `0644`, dates stay text). `yaml12`: the core schema of YAML 1.2, for the project's own files.
 */
export type ScalarMode = 'kubectl' | 'yaml12'

const WORDS_YAML12 = new Map<string, unknown>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, unknown] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, unknown] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, unknown] => [word, false]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, unknown] => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, unknown] => [
    word,
    Number.POSITIVE_INFINITY,
  ]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, unknown] => [word, Number.NEGATIVE_INFINITY]),
])

const YAML11_BOOLEANS = new Map<string, boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word): [string, boolean] => [word, false]),
])

const WORDS_KUBECTL = new Map<string, unknown>([...WORDS_YAML12, ...YAML11_BOOLEANS])

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

/** No word (`false`, `-.inf`) is longer. */
const LONGEST_WORD = 5

/** Value of a plain scalar. An integer that a number can't hold exactly stays text, so that no digit is lost. */
export function resolveScalar(text: string, mode: ScalarMode): unknown {
  const isNumberLike = mayBeNumber(text.charCodeAt(0))
  if (text.length > LONGEST_WORD && !isNumberLike) return text
  const words = mode === 'kubectl' ? WORDS_KUBECTL : WORDS_YAML12
  const word = words.get(text)
  if (word !== undefined) return word
  if (!isNumberLike) return text
  return mode === 'kubectl' ? resolveGoNumber(text) : resolveCoreNumber(text)
}

/** A digit, sign or dot. */
function mayBeNumber(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 43
}

function resolveCoreNumber(text: string): unknown {
  if (/^[-+]?[0-9]+$/.test(text)) return exactInteger(text, text, 10)
  if (/^0o[0-7]+$/.test(text)) return exactInteger(text, text.slice(2), 8)
  if (/^0x[0-9a-fA-F]+$/.test(text)) return exactInteger(text, text.slice(2), 16)
  return FLOAT.test(text) ? Number(text) : text
}

/** go-yaml drops every `_`, then tries `strconv.ParseInt(text, 0, 64)` (which knows 0x, 0o, 0b and 0-octal), then a float. */
function resolveGoNumber(text: string): unknown {
  const plain = text.replaceAll('_', '')
  const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/.exec(plain)
  if (integer) {
    const [, sign, hex, octal, binary, decimal] = integer
    if (hex !== undefined) return exactInteger(text, sign + hex, 16)
    if (octal !== undefined) return exactInteger(text, sign + octal, 8)
    if (binary !== undefined) return exactInteger(text, sign + binary, 2)
    return exactInteger(text, sign + decimal, 10)
  }
  return FLOAT.test(plain) ? Number(plain) : text
}

function exactInteger(text: string, digits: string, radix: number): unknown {
  const value = Number.parseInt(digits, radix)
  if (!Number.isSafeInteger(value)) return text
  return value === 0 ? 0 : value
}

/**
 * Why a plain scalar reads differently in YAML 1.1 and 1.2, or loses a character as a number: `on`, `12:30`, `1.30`.
 * Nothing for harmless text. A reader of the project's own files asks where the value matters.
 */
export function scalarTrap(raw: string): string | undefined {
  if (YAML11_BOOLEANS.has(raw)) return `${raw} is a boolean in YAML 1.1 and text here; quote it or write true or false`
  if (/^[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?$/.test(raw)) {
    return `${raw} is a number in base 60 in YAML 1.1 and text here; write a duration with units (12m30s) or quote it`
  }
  if (/^[0-9]+\.[0-9]*0$/.test(raw))
    return `${raw} is read as the number ${Number(raw)}; quote it to keep the last zero`
  return undefined
}
