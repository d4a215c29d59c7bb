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

const parsed = new WeakMap<SourceText, ts.SourceFile>()

export function parse(file: SourceText): ts.SourceFile {
  let tree = parsed.get(file)
  if (!tree) {
    tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022, true)
    parsed.set(file, tree)
  }
  return tree
}

/** Findings on the nodes of a TypeScript file: `messageOf` answers with what is wrong with a node, if anything. */
export function findInCode(file: SourceText, messageOf: (node: ts.Node) => string | undefined): Finding[] {
  const tree = parse(file)
  const findings: Finding[] = []
  const visit = (node: ts.Node): void => {
    const message = messageOf(node)
    if (message) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
      findings.push({ path: file.path, line, message })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return findings
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
