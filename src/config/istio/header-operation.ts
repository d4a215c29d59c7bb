import type { Check, Path } from '../check.ts'
import { isRecord, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'

/** A name that matches in the proxy's header table (validHeaderRegex). */
export function isHeaderName(name: string): boolean {
  return /^[-_A-Za-z0-9]+$/.test(name)
}

/** `headers.request` and `headers.response` of a route or a destination. */
export function checkHeaderOperations(headers: unknown, path: Path, check: Check): void {
  if (!isRecord(headers)) return
  const { request, response } = headers
  checkOperations(recordOf(request), [...path, 'request'], true, check)
  checkOperations(recordOf(response), [...path, 'response'], false, check)
}

function checkOperations(operations: YamlRecord, path: Path, isRequest: boolean, check: Check): void {
  for (const verb of ['add', 'set']) {
    for (const [name, value] of Object.entries(recordOf(operations[verb]))) {
      const at = [...path, verb, name]
      // A request may set its authority; where that is done twice is checked for the whole route.
      if (!isRequest || !isAuthorityHeader(name)) checkOperationName(name, at, check, 'key')
      checkHeaderValue(textOf(value), at, check)
    }
  }
  listOf(operations.remove).forEach((name, index) => {
    checkOperationName(textOf(name), [...path, 'remove', index], check, 'value')
  })
}

function checkOperationName(name: string, path: Path, check: Check, which: 'key' | 'value'): void {
  const report = which === 'key' ? check.errorAtKey : check.error
  if (name === '') report('MS2205', path, 'a header name must not be empty')
  else if (name.toLowerCase() === 'host') report('MS2205', path, `the ${name} header can't be changed here`)
  else if (name.startsWith(':')) report('MS2205', path, `${name} is a pseudo-header, which can't be changed`)
}

export function isAuthorityHeader(name: string): boolean {
  return name.toLowerCase() === ':authority' || name.toLowerCase() === 'host'
}

/** Envoy's format: `%COMMAND%` is replaced, a percent sign itself is `%%`. */
const HEADER_VALUE = /^(?:[^%]|%%|%[^%()]+(?:\((?:[^()]|\([^()]*\))*\))?(?::\d+)?%)*$/

function checkHeaderValue(value: string, path: Path, check: Check): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that HTTP forbids
  if (/[\u0000-\u0008\u000A-\u001F\u007F]/.test(value))
    check.error('MS2205', path, 'the header value holds a control character')
  else if (!HEADER_VALUE.test(value))
    check.error('MS2205', path, 'the header value has a lone %', 'write %% for a percent sign')
}

/** The authority may be given once per route: by rewrite.authority, or by set or add of `host` or `:authority`. */
export function checkAuthorityOnce(rewrite: unknown, headers: unknown, path: Path, check: Check): void {
  let isGiven = textOf(recordOf(rewrite).authority) !== ''
  const request = recordOf(recordOf(headers).request)
  for (const verb of ['set', 'add']) {
    for (const name of Object.keys(recordOf(request[verb])).filter(isAuthorityHeader)) {
      if (isGiven) check.errorAtKey('MS2205', [...path, 'headers', 'request', verb, name], 'the authority is set twice')
      isGiven = true
    }
  }
}
