import { type AliasEvent, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticAt, diagnosticAtOffset, type Finding } from './report-at.ts'
import type { SourceNode } from './source-node.ts'
import type { SourceText } from './source-text.ts'
import { mergeInto, setOwn } from './yaml-merge.ts'
import { TextNode } from './yaml-node.ts'
import { resolveScalar, type ScalarMode } from './yaml-scalar.ts'
import { NOISE_KEY } from './yaml-simple-entry.ts'

/** Most values that one document's aliases may expand to: honest files stay far below, an alias bomb does not. */
const EXPANDED_LIMIT = 1_000_000

/** A value with its shadow, and how many values it holds when every alias is written out. */
interface Composed {
  readonly value: unknown
  readonly source: TextNode
  readonly size: number
}

/** One document of a stream, as `parseYaml` returns it. */
export interface YamlDocument {
  readonly value: unknown
  readonly source: SourceNode
  /** False when the document has an error (a duplicate key, an unknown alias ...) but could be read around it. */
  readonly ok: boolean
}

/** Composes the documents of one chunk of a file from its events. `base` is the chunk's offset in the file. */
export function composeDocuments(
  events: readonly Event[],
  chunk: string,
  text: SourceText,
  base: number,
  mode: ScalarMode,
): { documents: YamlDocument[]; diagnostics: Diagnostic[] } {
  const composer = new Composer(events, chunk, text, base, mode)
  const documents: YamlDocument[] = []
  while (composer.next < events.length) {
    const document = composer.document()
    if (document) documents.push(document)
  }
  return { documents, diagnostics: composer.diagnostics }
}

/** A cursor over the events. Recursion is bounded by the parser's own nesting limit. */
class Composer {
  next = 0
  readonly diagnostics: Diagnostic[] = []
  private readonly events: readonly Event[]
  private readonly chunk: string
  private readonly text: SourceText
  private readonly base: number
  private readonly mode: ScalarMode
  private anchors = new Map<string, Composed>()
  private position = 0
  private isOverLimit = false

  constructor(events: readonly Event[], chunk: string, text: SourceText, base: number, mode: ScalarMode) {
    this.events = events
    this.chunk = chunk
    this.text = text
    this.base = base
    this.mode = mode
  }

  document(): YamlDocument | undefined {
    this.next++ // the document's own event
    this.anchors = new Map()
    this.isOverLimit = false
    const errorsBefore = this.diagnostics.length
    const first = this.events[this.next]
    const isEmpty =
      first.type === EVENT_ID.SCALAR && first.valueStart < 0 && first.anchorStart < 0 && first.tagStart < 0
    const root = this.node()
    this.next++ // its end
    if (isEmpty) return undefined
    return { value: root.value, source: root.source, ok: this.diagnostics.length === errorsBefore }
  }

  private node(): Composed {
    const event = this.events[this.next++]
    if (event.type === EVENT_ID.ALIAS) return this.alias(event)
    if (event.type === EVENT_ID.SCALAR) return this.anchored(event, this.scalar(event))
    if (event.type === EVENT_ID.SEQUENCE) return this.anchored(event, this.sequence(event.start))
    if (event.type === EVENT_ID.MAPPING) return this.anchored(event, this.mapping(event.start))
    return { value: null, source: this.makeNode(this.position, this.position, false), size: 1 }
  }

  /** Passes over one value, whatever it holds. */
  private skip(): void {
    let depth = 0
    do {
      const { type } = this.events[this.next++]
      if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++
      else if (type === EVENT_ID.POP) depth--
    } while (depth > 0)
  }

  private anchored(event: { anchorStart: number; anchorEnd: number }, composed: Composed): Composed {
    if (event.anchorStart >= 0) this.anchors.set(this.chunk.slice(event.anchorStart, event.anchorEnd), composed)
    return composed
  }

  private scalar(event: ScalarEvent): Composed {
    const isPlain = event.style === SCALAR_STYLE.PLAIN
    const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
    const start = event.valueStart < 0 ? this.position : scalarStart(event, this.chunk)
    const end = event.valueStart < 0 ? start : event.valueEnd + (isQuoted ? 1 : 0)
    this.position = end
    const content = getScalarValue(this.chunk, event)
    const tag = event.tagStart < 0 ? '' : this.chunk.slice(event.tagStart, event.tagEnd)
    // A tag decides by itself; all but the resolvable ones leave the text alone, as in go-yaml.
    const isResolved = tag === '' ? isPlain : /^!!(?:int|float|bool|null)$/.test(tag)
    const value = isResolved ? resolveScalar(content, this.mode) : content
    return { value, source: this.makeNode(start, end, isPlain && event.valueStart >= 0), size: 1 }
  }

  private sequence(start: number): Composed {
    this.position = start
    const source = this.makeNode(start, start, false)
    const values: unknown[] = []
    const items: SourceNode[] = []
    let size = 1
    while (this.events[this.next].type !== EVENT_ID.POP) {
      const item = this.node()
      values.push(item.value)
      items.push(item.source)
      size += item.size
    }
    this.next++
    source.items = items
    return { value: values, source, size }
  }

  private mapping(start: number): Composed {
    this.position = start
    const source = this.makeNode(start, start, false)
    const value: Record<string, unknown> = {}
    const entries = new Map<string, SourceNode>()
    const merges: Composed[] = []
    let size = 1
    while (this.events[this.next].type !== EVENT_ID.POP) {
      const keyEvent = this.events[this.next]
      const key = this.node()
      if (key.value === NOISE_KEY && this.mode === 'kubectl') {
        this.skip()
        continue
      }
      const entry = this.node()
      size += entry.size
      const name = this.keyName(keyEvent, key)
      if (name === undefined) continue
      if (name === '<<' && key.source.isPlain) {
        merges.push(entry)
        continue
      }
      const earlier = entries.get(name)
      if (earlier) this.reportDuplicate(name, earlier, key.source)
      const child = entry.source.keyStart < 0 ? entry.source : this.copyForKey(entry.source)
      child.keyStart = key.source.start
      child.keyEnd = key.source.end
      setOwn(value, name, entry.value)
      entries.set(name, child)
    }
    this.next++
    for (const merged of merges) mergeInto(value, entries, merged, (at, finding) => this.report(at, finding))
    source.entries = entries
    return { value, source, size }
  }

  /** Name of a key: kubectl turns numbers and booleans into text the way JSON needs them; own files keep what is written. */
  private keyName(event: Event, key: Composed): string | undefined {
    if (typeof key.value === 'string') return key.value
    if (typeof key.value === 'number' || typeof key.value === 'boolean') {
      return this.mode === 'yaml12' ? (key.source.raw ?? String(key.value)) : String(key.value)
    }
    const what = event.type === EVENT_ID.SCALAR || key.value === null ? 'null' : 'a list or mapping'
    this.report(key.source, { code: 'MS1108', level: 'error', message: `a key must be text, not ${what}` })
    return undefined
  }

  private alias(event: AliasEvent): Composed {
    const name = this.chunk.slice(event.anchorStart, event.anchorEnd)
    const start = event.anchorStart - 1
    this.position = event.anchorEnd
    const target = this.anchors.get(name)
    const source = this.makeNode(start, event.anchorEnd, false)
    if (!target) {
      const message = `alias *${name} has no anchor &${name} before it`
      this.report(source, { code: 'MS1107', level: 'error', message })
      return { value: null, source, size: 1 }
    }
    if (target.size > EXPANDED_LIMIT) {
      if (!this.isOverLimit) this.reportBomb(source, name)
      this.isOverLimit = true
      return { value: null, source, size: 1 }
    }
    return target
  }

  private reportBomb(source: TextNode, name: string): void {
    this.report(source, {
      code: 'MS1106',
      level: 'error',
      message: `aliases expand this document to more than ${EXPANDED_LIMIT} values (at *${name})`,
      help: 'write the values out, or split the document',
    })
  }

  private reportDuplicate(name: string, earlier: SourceNode, key: TextNode): void {
    this.report(key, {
      code: 'MS1104',
      level: 'error',
      message: `key ${name} is given twice; it stands on line ${earlier.keyPlace?.line ?? earlier.place.line} already`,
      help: 'remove one of the two',
    })
  }

  /** An anchored value that serves several keys needs a shadow for each. */
  private copyForKey(node: TextNode): TextNode {
    const copy = new TextNode(node.text, node.start, node.end, node.isPlain)
    copy.entries = node.entries
    copy.items = node.items
    return copy
  }

  private makeNode(start: number, end: number, isPlain: boolean): TextNode {
    return new TextNode(this.text, this.base + start, this.base + end, isPlain)
  }

  private report(source: SourceNode, finding: Finding): void {
    this.diagnostics.push(
      source.text ? diagnosticAt(source, [], finding) : diagnosticAtOffset(this.text, this.base, finding),
    )
  }
}

/** Where a scalar begins as a person sees it: at its quote, or at the indicator of a block (`|`, `>`). */
function scalarStart({ style, valueStart }: ScalarEvent, chunk: string): number {
  if (style === SCALAR_STYLE.PLAIN) return valueStart
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return valueStart - 1
  const headerStart = chunk.lastIndexOf('\n', valueStart - 2) + 1
  const header = /[|>][-+0-9]*[ \t]*(?:#.*)?\r?\n?$/.exec(chunk.slice(headerStart, valueStart))
  return header ? headerStart + header.index : valueStart
}
