import ts from 'typescript'

/** A file of the project: its path from the root with forward slashes, and its text. */
export interface SourceText {
  readonly path: string
  readonly text: string
}

/** What is wrong, where, and what to do instead. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly message: string
}

/** A rule is a pure function, so that it can be tried on a bad example. */
export type Check = (file: SourceText) => readonly Finding[]

export const isTypeScript = (path: string): boolean => path.endsWith('.ts')
export const inSource = (path: string): boolean => path.startsWith('src/') && isTypeScript(path)
export const isGenerated = (path: string): boolean => path.endsWith('.gen.ts')

/** All nodes of each file, in order: every rule looks at them, so they are found once. */
const known = new WeakMap<SourceText, readonly ts.Node[]>()

function nodesOf(file: SourceText): readonly ts.Node[] {
  const found = known.get(file)
  if (found) return found
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022, true))
  known.set(file, nodes)
  return nodes
}

/** Findings on the nodes of a TypeScript file: `messageOf` answers with what is wrong with a node, if anything. */
export function findInCode(file: SourceText, messageOf: (node: ts.Node) => string | undefined): Finding[] {
  return nodesOf(file).flatMap(node => {
    const message = messageOf(node)
    if (!message) return []
    const tree = node.getSourceFile()
    return [{ path: file.path, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1, message }]
  })
}

/** Findings on the lines of any text. */
export function findInLines(file: SourceText, messageOf: (line: string) => string | undefined): Finding[] {
  return file.text.split('\n').flatMap((text, i) => {
    const message = messageOf(text)
    return message ? [{ path: file.path, line: i + 1, message }] : []
  })
}

/** The module that an import or export declaration, or an `import()`, names. */
export function moduleOf(node: ts.Node): string | undefined {
  const specifier =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined
  return specifier && ts.isStringLiteral(specifier) ? specifier.text : undefined
}
