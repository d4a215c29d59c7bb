import ts from 'typescript'
import { type Check, findInCode, inSource, isGenerated, isTypeScript } from './source.ts'

/** `Math.random` of `Math.random()`; the bare name of `console` is found through its first property. */
function propertyOf(node: ts.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined
  return `${node.expression.text}.${node.name.text}`
}

const inCli = (path: string): boolean => path.startsWith('src/cli/')

/** Functions whose last bit differs between JavaScript engines; sqrt and the roundings are exact everywhere. */
const INEXACT = /^Math\.(a?(cos|sin|tan)h?|atan2|cbrt|exp|expm1|hypot|log|log10|log1p|log2|pow)$/

export const chance: Check = file => {
  if (!inSource(file.path)) return []
  return findInCode(file, node =>
    propertyOf(node) === 'Math.random' || /^crypto\.(getRandomValues|random)/.test(propertyOf(node) ?? '')
      ? 'no chance but from a named stream: stream(seed, entity, purpose) of kernel/rng.ts'
      : undefined,
  )
}

export const clocks: Check = file => {
  if (!inSource(file.path) || inCli(file.path)) return []
  return findInCode(file, node => {
    const property = propertyOf(node) ?? ''
    const asksNow =
      /^(Date\.now|performance\.(now|timeOrigin)|process\.(hrtime|uptime|cpuUsage))$/.test(property) ||
      (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) ||
      (ts.isCallExpression(node) && node.expression.getText() === 'Date')
    return asksNow ? 'no wall clock below src/cli: simulated time comes from the engine as an argument' : undefined
  })
}

export const inexactMath: Check = file => {
  if (!inSource(file.path) || file.path === 'src/kernel/fdlibm.ts') return []
  return findInCode(file, node => {
    const property = propertyOf(node) ?? ''
    if (INEXACT.test(property)) return `${property} differs between engines in the last bit: use kernel/fdlibm.ts`
    const power = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken
    // Whole powers of two are exact everywhere.
    if (!power || node.left.getText() === '2') return undefined
    return '** differs between engines in the last bit: multiply, or use pow of kernel/fdlibm.ts'
  })
}

/** Sorting and printing by the machine's language would change bytes from one machine to the next. */
export const locales: Check = file => {
  if (!inSource(file.path)) return []
  return findInCode(file, node => {
    const byLocale =
      (ts.isPropertyAccessExpression(node) && /^(localeCompare|toLocale\w+)$/.test(node.name.text)) ||
      (ts.isIdentifier(node) && node.text === 'Intl')
    return byLocale ? 'the result depends on the language of the machine: compare with < and format by hand' : undefined
  })
}

export const printing: Check = file => {
  if (!inSource(file.path) || inCli(file.path)) return []
  return findInCode(file, node =>
    propertyOf(node)?.startsWith('console.') ? 'no console outside src/cli: return a value or a Diagnostic' : undefined,
  )
}

/** Globals that a browser does not have. */
export const nodeGlobals: Check = file => {
  if (!inSource(file.path) || /^src\/(config\/load|experiment\/|cli\/)/.test(file.path)) return []
  return findInCode(file, node =>
    /^(process|Buffer)\./.test(propertyOf(node) ?? '') || (ts.isIdentifier(node) && node.text === '__dirname')
      ? 'Node only: pass the value in from src/cli, this must run in a browser'
      : undefined,
  )
}

export const anyType: Check = file => {
  if (!isTypeScript(file.path) || isGenerated(file.path)) return []
  return findInCode(file, node =>
    node.kind === ts.SyntaxKind.AnyKeyword ? 'no any: use unknown and narrow it, or state the shape' : undefined,
  )
}

export const inheritance: Check = file => {
  if (!inSource(file.path)) return []
  return findInCode(file, node => {
    if (!ts.isHeritageClause(node) || node.token !== ts.SyntaxKind.ExtendsKeyword) return undefined
    if (ts.isInterfaceDeclaration(node.parent)) return undefined
    // Only an Error of one's own can be told apart by `instanceof` and still has a stack.
    if (node.types[0].getText() === 'Error') return undefined
    return 'no class inheritance: implement an interface and hold the shared part as a field'
  })
}

/** Tools read a default export from their configuration files, and a declaration says what a package has. */
export const defaultExports: Check = file => {
  if (!isTypeScript(file.path) || /^(vitest\.config|knip)\.ts$|^test\/\w+\/\w+\.config\.ts$|\.d\.ts$/.test(file.path))
    return []
  return findInCode(file, node => {
    const byKeyword = node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent)
    return ts.isExportAssignment(node) || byKeyword ? 'no default export: give it a name and export that' : undefined
  })
}
