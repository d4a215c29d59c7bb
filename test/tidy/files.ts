import { posix } from 'node:path'
import { type Check, type Finding, findInLines, isGenerated, isTypeScript } from './source.ts'

const MAX_LINES = 250

export const sizes: Check = file => {
  if (!/^(src|test)\//.test(file.path) || !isTypeScript(file.path) || isGenerated(file.path)) return []
  const lines = file.text.replace(/\n$/, '').split('\n').length
  if (lines <= MAX_LINES) return []
  return [{ path: file.path, line: lines, message: `${lines} lines, at most ${MAX_LINES}: split it by subject` }]
}

/** Names that say nothing: such a file has no subject and gathers everything. */
const VAGUE = /^(utils?|helpers?|types?|common|misc|shared|lib|base|core|constants|interfaces)$/

export const names: Check = file => {
  if (!/^(src|test|scripts)\//.test(file.path)) return []
  const vague = file.path.split('/').find(part => VAGUE.test(part.replace(/(\.test)?\.\w+$/, '')))
  if (!vague) return []
  return [{ path: file.path, line: 1, message: `${vague} says nothing: name it after its one subject` }]
}

/** Patterns are written so that they do not match themselves. */
const MACHINE_PATH = /(?<![\w.:/~-])\/(work|tmp|root|Users|home)\/[\w.-]/
const MIRROR =
  /\b(registry|npm_config_registry)\s*[=:]\s*["']?https?:|["']resolved["']:\s*["']https?:\/\/(?!registry\.npmjs\.org\/)/

export const machineTraces: Check = file => {
  if (/\.(png|ico|gz|woff2?)$/.test(file.path)) return []
  return findInLines(file, line => {
    if (MACHINE_PATH.test(line))
      return 'a path of one machine: write it from the project root, or make a folder by mkdtemp'
    if (MIRROR.test(line)) return "a registry's host: leave it to each user's npm configuration"
    return undefined
  })
}

const LEFTOVER = /\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/

export const leftovers: Check = file => {
  if (!/^(src|test|scripts)\/.*\.(ts|mjs)$/.test(file.path) || isGenerated(file.path)) return []
  return findInLines(file, line =>
    LEFTOVER.test(line) ? 'finish it, or say in the documentation what is not modelled' : undefined,
  )
}

/** Kinds of tests that go across src/. */
const KINDS = /^test\/(bench|contract|dynamics|e2e|examples|golden|oracle|property|scenarios)\//
const WHOLE_PROJECT = new Set([
  'test/tidy.test.ts',
  'test/package.test.ts',
  'test/published.test.ts',
  'test/readme.test.ts',
])

/**
 * `test/a/b.test.ts` tests `src/a/b.ts` or the folder `src/a/b/`; `b.<aspect>.test.ts` tests one aspect of it. This rule
 * needs the whole list of paths.
 */
export function mirror(paths: readonly string[]): Finding[] {
  const known = new Set(paths)
  for (const path of paths) for (let dir = posix.dirname(path); dir !== '.'; dir = posix.dirname(dir)) known.add(dir)
  return paths.flatMap(path => {
    const subject = path.match(/^test\/(.+)\.test\.ts$/)?.[1]
    if (!subject || KINDS.test(path) || WHOLE_PROJECT.has(path)) return []
    const parent = posix.dirname(subject)
    const [name] = posix.basename(subject).split('.')
    const twin = posix.join('src', parent, name)
    if (known.has(twin) || known.has(`${twin}.ts`) || known.has(`${twin}.gen.ts`)) return []
    return [{ path, line: 1, message: `tests ${twin}.ts, which does not exist: name it after the file it tests` }]
  })
}
