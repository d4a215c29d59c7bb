import type { Check, Path } from '../check.ts'
import { isSet, listOf, numberOf, recordOf, textOf, type YamlRecord } from '../value.ts'

/** Field that each type of filter keeps its settings in. */
const FIELD_OF: Readonly<Record<string, string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  CORS: 'cors',
  ExternalAuth: 'externalAuth',
  ExtensionRef: 'extensionRef',
}

/** Mirrors and references may stand there several times. */
const ONCE: ReadonlySet<string> = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
])

/** Filters of a rule or of a back-end, which together the spec allows only in part. */
export function checkFilters(filters: unknown, path: Path, check: Check): void {
  const seen = new Set<string>()
  for (const [index, entry] of listOf(filters).entries()) {
    const filter = recordOf(entry)
    const type = textOf(filter.type)
    const at = [...path, index]
    if (ONCE.has(type) && seen.has(type)) check.error('MS2323', [...at, 'type'], `there is a ${type} already`)
    const rival = RIVALS[type]
    if (rival && seen.has(rival)) check.error('MS2323', [...at, 'type'], `${type} can't be together with ${rival}`)
    seen.add(type)
    checkFilter(filter, type, at, check)
  }
}

const RIVALS: Readonly<Record<string, string>> = { URLRewrite: 'RequestRedirect', RequestRedirect: 'URLRewrite' }

function checkFilter(filter: YamlRecord, type: string, path: Path, check: Check): void {
  const own = FIELD_OF[type]
  for (const field of Object.values(FIELD_OF)) {
    if (field !== own && isSet(filter[field])) {
      check.errorAtKey('MS2323', [...path, field], `${field} does not belong to a filter of type ${type}`)
    }
  }
  if (own !== undefined && !isSet(filter[own])) check.error('MS2323', path, `a ${type} needs ${own}`)
  for (const field of ['requestRedirect', 'urlRewrite']) {
    const modifier = recordOf(filter[field]).path
    if (isSet(modifier)) checkPathModifier(recordOf(modifier), [...path, field, 'path'], check)
  }
  checkMirror(recordOf(filter.requestMirror), [...path, 'requestMirror'], check)
  const cors = recordOf(filter.cors)
  for (const field of ['allowOrigins', 'allowMethods', 'allowHeaders']) {
    const values = listOf(cors[field])
    if (values.length > 1 && values.includes('*')) {
      check.error('MS2323', [...path, 'cors', field], 'a star stands for all: it stands alone')
    }
  }
}

function checkPathModifier(modifier: YamlRecord, path: Path, check: Check): void {
  const type = textOf(modifier.type)
  for (const [field, wanted] of [
    ['replaceFullPath', 'ReplaceFullPath'],
    ['replacePrefixMatch', 'ReplacePrefixMatch'],
  ]) {
    if (type === wanted && !isSet(modifier[field])) check.error('MS2323', path, `type ${wanted} needs ${field}`)
    if (type !== wanted && isSet(modifier[field])) {
      check.errorAtKey('MS2323', [...path, field], `${field} needs type: ${wanted}`)
    }
  }
}

function checkMirror(mirror: YamlRecord, path: Path, check: Check): void {
  if (isSet(mirror.percent) && isSet(mirror.fraction)) {
    check.errorAtKey('MS2323', [...path, 'fraction'], "percent and fraction can't be set together")
  }
  const { numerator, denominator } = recordOf(mirror.fraction)
  if ((numberOf(numerator) ?? 0) > (numberOf(denominator) ?? 100)) {
    check.error('MS2323', [...path, 'fraction', 'numerator'], 'the numerator is larger than the denominator')
  }
}
