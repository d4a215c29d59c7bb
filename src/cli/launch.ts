#!/usr/bin/env node
// The command as it is published: `dist/bundle/main.cjs` runs the one file that all of src/cli and its packages were put into
// (scripts/bundle.mjs), with the bytecode that V8 made of it before. Without that, two fifths of a short run go into finding, reading
// and compiling sources. Node keeps bytecode of ES modules by itself, but only from Node 22 on (module.enableCompileCache); and its
// loader of ES modules takes as long as a small mesh, so this is none once it is published.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'

const folder = import.meta.dirname
/** A hash of the content is in the name, so that code kept beside it never is that of other sources. */
const name = readdirSync(folder).find(file => /^command-.*\.cjs$/.test(file)) ?? 'command.cjs'
const filename = join(folder, name)
/** Each command needs other parts. */
const command = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'other'
const cacheFile = `${filename}.${cachedDataVersionTag()}.${command}.cache`

const cachedData = read(cacheFile)
/** A function of `require` and the file's name, in ASCII. */
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
if (cachedData === undefined || script.cachedDataRejected) process.once('exit', keep)
script.runInThisContext()(createRequire(filename), filename)

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/**
 * At the end of a process, since by then V8 has compiled what a command needs. Whoever may not write here starts slower. A word that
 * is no command, as any mistake, ends with 2.
 */
function keep(): void {
  if (process.exitCode === 2) return
  const unfinished = `${cacheFile}.${process.pid}`
  try {
    writeFileSync(unfinished, script.createCachedData())
    renameSync(unfinished, cacheFile)
  } catch {}
}
