import type { SourceNode } from '../source-node.ts'

/** A source node with some parts replaced. Spreading would lose those that the composer works out only when asked. */
export function changedSource(node: SourceNode, changes: Partial<SourceNode>): SourceNode {
  const { place, entries, items, keyPlace, raw, endColumn, keyEndColumn, text } = node
  return { place, entries, items, keyPlace, raw, endColumn, keyEndColumn, text, ...changes }
}
