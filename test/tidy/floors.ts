import { posix } from 'node:path'
import ts from 'typescript'
import { type Check, findInCode, inSource, moduleOf } from './source.ts'

const ROOMS = ['proxy', 'service', 'traffic', 'control', 'measure']
const BELOW_ENGINE = ['kernel', 'config', 'dataplane', 'compile', ...ROOMS]
const WITH_ENGINE = [...BELOW_ENGINE, 'engine']

/** What each folder of src/ may import besides itself; the house of the design, bottom up. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  config: ['kernel'],
  dataplane: ['kernel'],
  compile: ['kernel', 'config', 'dataplane'],
  ...Object.fromEntries(ROOMS.map(room => [room, ['kernel', 'dataplane']])),
  engine: BELOW_ENGINE,
  experiment: WITH_ENGINE,
  validation: WITH_ENGINE,
  routing: BELOW_ENGINE,
  lint: BELOW_ENGINE,
  report: WITH_ENGINE,
  export: WITH_ENGINE,
  web: [...WITH_ENGINE, 'experiment', 'routing', 'lint', 'report', 'export'],
  cli: [...WITH_ENGINE, 'experiment', 'routing', 'lint', 'report', 'export', ''],
  // The public API: src/index.ts, src/vitest.ts.
  '': [...WITH_ENGINE, 'experiment', 'routing', 'lint', 'report', 'export'],
}

const folderOf = (path: string): string => path.match(/^src\/([^/]+)\//)?.[1] ?? ''

/** Node's own modules would keep everything below from running in a browser. */
const mayUseNode = (path: string): boolean => /^src\/(config\/load|experiment\/|cli\/)/.test(path)

export const floors: Check = file => {
  if (!inSource(file.path)) return []
  const folder = folderOf(file.path)
  const allowed = MAY_IMPORT[folder]
  if (!allowed)
    return [{ path: file.path, line: 1, message: `src/${folder} is not in the design: use a folder that is` }]
  return findInCode(file, node => {
    const target = moduleOf(node)
    if (!target?.startsWith('.')) return undefined
    const path = posix.join(posix.dirname(file.path), target)
    if (!path.startsWith('src/')) return `${target} lies outside src/, which is all that is published: move it in`
    const other = folderOf(path)
    if (other === folder || allowed.includes(other)) return undefined
    const may = allowed.length > 0 ? allowed.join(', ') : 'nothing else'
    return `${folder} may not import ${other}: take the value as an argument, or move the code (${folder} sees ${may})`
  })
}

export const nodeModules: Check = file => {
  if (!inSource(file.path) || mayUseNode(file.path)) return []
  return findInCode(file, node =>
    moduleOf(node)?.startsWith('node:')
      ? 'node: modules only in src/config/load*, src/experiment and src/cli: pass the data in, this must run in a browser'
      : undefined,
  )
}

/** Relative imports name the file as it is on disk. */
export const importEndings: Check = file => {
  if (!/^(src|test)\/.*\.ts$/.test(file.path)) return []
  return findInCode(file, node => {
    const target = moduleOf(node)
    return target?.startsWith('.') && !/\.(ts|json|m?js)$/.test(target) ? `${target}: write the ending .ts` : undefined
  })
}

/** One barrel, so that each name has one home and a reader finds it at once. */
export const barrels: Check = file => {
  if (!inSource(file.path) || folderOf(file.path) === '') return []
  if (file.path.endsWith('/index.ts')) {
    return [{ path: file.path, line: 1, message: 'src/index.ts is the only barrel: name the file after its subject' }]
  }
  return findInCode(file, node =>
    ts.isExportDeclaration(node) && node.moduleSpecifier
      ? 'no re-exports outside src/index.ts: import it from where it is defined'
      : undefined,
  )
}
