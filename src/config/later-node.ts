import type { Place } from '../kernel/place.ts'
import { nodeAt, type SourceNode } from './source-node.ts'
import type { SourceText } from './source-text.ts'

/**
 * A node inside another one that is looked for when somebody asks: an item of a dump, whose places few will want. Where the
 * file has no such node its nearest ancestor answers.
 */
export class LaterNode implements SourceNode {
  private readonly root: SourceNode
  private readonly path: readonly (string | number)[]
  private found: SourceNode | undefined

  constructor(root: SourceNode, path: readonly (string | number)[]) {
    this.root = root
    this.path = path
  }

  get place(): Place {
    return this.node().place
  }

  get entries(): SourceNode['entries'] {
    return this.node().entries
  }

  get items(): SourceNode['items'] {
    return this.node().items
  }

  get keyPlace(): SourceNode['keyPlace'] {
    return this.node().keyPlace
  }

  get raw(): string | undefined {
    return this.node().raw
  }

  get endColumn(): number | undefined {
    return this.node().endColumn
  }

  get keyEndColumn(): number | undefined {
    return this.node().keyEndColumn
  }

  get text(): SourceText | undefined {
    return this.node().text
  }

  private node(): SourceNode {
    this.found ??= nodeAt(this.root, this.path)
    return this.found
  }
}
