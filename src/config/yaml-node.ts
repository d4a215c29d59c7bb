import type { Place } from '../kernel/place.ts'
import type { SourceNode } from './source-node.ts'
import type { SourceText } from './source-text.ts'

/** Keeps offsets only: places are worked out when a message needs them, which keeps a 50 MB dump small. */
export class TextNode implements SourceNode {
  readonly text: SourceText
  readonly start: number
  readonly end: number
  readonly isPlain: boolean
  keyStart = -1
  keyEnd = -1
  entries?: Map<string, SourceNode>
  items?: SourceNode[]

  constructor(text: SourceText, start: number, end: number, isPlain: boolean) {
    this.text = text
    this.start = start
    this.end = end
    this.isPlain = isPlain
  }

  get place(): Place {
    return this.text.placeAt(this.start)
  }

  get keyPlace(): Place | undefined {
    return this.keyStart < 0 ? undefined : this.text.placeAt(this.keyStart)
  }

  get raw(): string | undefined {
    return this.isPlain ? this.text.text.slice(this.start, this.end) : undefined
  }

  get endColumn(): number | undefined {
    return endColumnOf(this.text, this.start, this.end)
  }

  get keyEndColumn(): number | undefined {
    return this.keyStart < 0 ? undefined : endColumnOf(this.text, this.keyStart, this.keyEnd)
  }
}

function endColumnOf(text: SourceText, start: number, end: number): number | undefined {
  if (end <= start) return undefined
  const place = text.placeAt(start)
  const last = text.placeAt(end - 1)
  return last.line === place.line ? last.column + 1 : undefined
}
