// Node keeps bytecode of ES modules by itself, but only from Node 22 on (module.enableCompileCache). Without it, two fifths of a short run
// go into finding, reading and compiling sources.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'
import { threadId } from 'node:worker_threads'

/** A program of one file, run with the bytecode that V8 made of it before. */
export interface KeptCode {
  /** What it exports. */
  readonly exported: object
  /** Keeps what V8 has compiled until now, where nothing is kept. Whoever may not write there starts slower. */
  readonly keep: () => void
}

/**
 * Runs `<program>-<hash>.cjs` of a folder, as scripts/bundle.mjs makes it: a function of `require`, the file's name and `exports`, in
 * ASCII. A hash of the content is in the name, so that code kept beside it never is that of other sources.
 * @param part what of the program will be needed: each has bytecode of its own
 */
export function runKept(folder: string, program: string, part: string): KeptCode {
  const name = readdirSync(folder).find(file => file.startsWith(`${program}-`) && file.endsWith('.cjs'))
  const filename = join(folder, name ?? `${program}.cjs`)
  const cacheFile = `${filename}.${cachedDataVersionTag()}.${part}.cache`
  const cachedData = read(cacheFile)
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
  const isKept = cachedData !== undefined && !script.cachedDataRejected
  const exported = {}
  script.runInThisContext()(createRequire(filename), filename, exported)
  return { exported, keep: isKept ? () => {} : () => write(cacheFile, script.createCachedData()) }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Others may be writing the same. */
function write(path: string, content: Buffer): void {
  const unfinished = `${path}.${process.pid}.${threadId}`
  try {
    writeFileSync(unfinished, content)
    renameSync(unfinished, path)
  } catch {}
}
