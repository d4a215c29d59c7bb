import { assert } from '../kernel/assert.ts'
import type { Place } from '../kernel/place.ts'
import type { SourceNode } from './source-node.ts'
import type { SourceText } from './source-text.ts'
import type { TextNode } from './yaml-node.ts'
import type { ScalarMode } from './yaml-scalar.ts'
import { readSimpleDocument } from './yaml-simple.ts'

/**
 * Node of a document that was read without places: it is read a second time when somebody asks for what is in it. Nobody
 * asks for most documents of a mesh, so that a large dump costs the values alone.
 */
export class DocumentNode implements SourceNode {
  readonly text: SourceText
  private readonly at: number
  private readonly chunk: { readonly start: number; readonly end: number; readonly mode: ScalarMode }
  private read: TextNode | undefined

  /** @param at offset of the document's value; `chunk` is the part of the text that holds the document */
  constructor(text: SourceText, at: number, chunk: DocumentNode['chunk']) {
    this.text = text
    this.at = at
    this.chunk = chunk
  }

  get place(): Place {
    return this.text.placeAt(this.at)
  }

  get entries(): TextNode['entries'] {
    return this.whole().entries
  }

  get items(): TextNode['items'] {
    return this.whole().items
  }

  private whole(): TextNode {
    if (!this.read) {
      const { start, end, mode } = this.chunk
      const again = readSimpleDocument(this.text.text.slice(start, end), mode, { text: this.text, base: start })
      assert(again?.node !== undefined, 'a document reads the same twice')
      this.read = again.node
    }
    return this.read
  }
}
