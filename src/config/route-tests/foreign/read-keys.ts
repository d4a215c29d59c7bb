import type { Diagnostic } from '../../diagnostic.ts'
import { nearest } from '../../nearest.ts'
import { diagnosticAt } from '../../report-at.ts'
import { nodeAt, type SourceNode } from '../../source-node.ts'
import { isRecord, isSet, type YamlRecord } from '../../value.ts'
import type { ForeignTestCode } from './codes.ts'

type Path = readonly (string | number)[]

/** Reads the mappings of one document; what is wrong is collected with its place. */
export class KeyReader {
  readonly source: SourceNode
  readonly diagnostics: Diagnostic[] = []

  constructor(source: SourceNode) {
    this.source = source
  }

  tell(code: ForeignTestCode, path: Path, message: string, help?: string, which: 'key' | 'value' = 'value'): void {
    const finding = { code, level: 'error' as const, message, ...(help === undefined ? {} : { help }) }
    this.diagnostics.push(diagnosticAt(this.source, path, finding, which))
  }

  at(path: Path): SourceNode {
    return nodeAt(this.source, path)
  }

  /** The mapping at `path`, whose keys must be known; undefined where it is none, which is told. */
  mapping(value: unknown, path: Path, known: readonly string[], what: string): YamlRecord | undefined {
    if (!isRecord(value)) {
      this.tell('MS4203', path, `${what} must be a mapping`)
      return undefined
    }
    for (const key of Object.keys(value).filter(key => !known.includes(key))) {
      const meant = nearest(key, known)
      const help = meant ? `did you mean ${meant}?` : `known are ${known.join(', ')}`
      this.tell('MS4201', [...path, key], `${what} has no key ${key}`, help, 'key')
    }
    return value
  }

  /** The list under `key`, which must be there and hold something. */
  list(of: YamlRecord, key: string, path: Path, what: string): readonly unknown[] {
    const value = of[key]
    if (Array.isArray(value) && value.length > 0) return value
    if (isSet(value) && !Array.isArray(value)) this.tell('MS4203', [...path, key], `${key} of ${what} must be a list`)
    else
      this.tell('MS4202', isSet(value) ? [...path, key] : path, `${what} needs a list ${key} with at least one entry`)
    return []
  }

  /** Texts under `key`; numbers and booleans are written out, as the other tools do. */
  texts(of: YamlRecord, key: string, path: Path, what: string): readonly string[] {
    return this.list(of, key, path, what).flatMap((entry, i) => {
      const word = scalarText(entry)
      if (word === undefined) this.tell('MS4203', [...path, key, i], `an entry of ${key} must be a text`)
      return word === undefined ? [] : [word]
    })
  }

  /** The text under `key`, undefined where there is none. */
  text(of: YamlRecord, key: string, path: Path): string | undefined {
    if (!isSet(of[key])) return undefined
    const word = scalarText(of[key])
    if (word === undefined) this.tell('MS4203', [...path, key], `${key} must be a text`)
    return word
  }

  boolean(of: YamlRecord, key: string, path: Path): boolean | undefined {
    const value = of[key]
    if (!isSet(value) || typeof value === 'boolean') return value === true ? true : value === false ? false : undefined
    this.tell('MS4203', [...path, key], `${key} must be true or false`)
    return undefined
  }

  /** A whole number from 0, also one that is written as a text. */
  count(of: YamlRecord, key: string, path: Path): number | undefined {
    if (!isSet(of[key])) return undefined
    const word = scalarText(of[key]) ?? ''
    if (/^\d{1,15}$/.test(word)) return Number(word)
    this.tell('MS4203', [...path, key], `${key} must be a whole number`)
    return undefined
  }
}

function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}
