#!/usr/bin/env node
// The command as it is published: `dist/bundle/main.js` runs the one file that all of src/cli and its packages were put into
// (scripts/bundle.mjs), with the bytecode that V8 made of it before. Without that, two fifths of a short run go into finding, reading
// and compiling sources. Node keeps bytecode of ES modules by itself, but only from Node 22 on (module.enableCompileCache).
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'

const folder = fileURLToPath(new URL('.', import.meta.url))
/** A hash of the content is in the name, so that code kept beside it never is that of other sources. */
const name = readdirSync(folder).find(file => /^command-.*\.cjs$/.test(file)) ?? 'command.cjs'
const filename = folder + name
const cacheFile = `${filename}.${cachedDataVersionTag()}.cache`

const cachedData = read(cacheFile)
const script = new Script(`(function (require, __filename) {${readFileSync(filename, 'utf8')}\n})`, {
  filename,
  cachedData,
})
if (cachedData === undefined || script.cachedDataRejected) process.once('exit', keep)
script.runInThisContext()(createRequire(import.meta.url), filename)

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** At the end of a process, since by then V8 has compiled what a command needs. Whoever may not write here starts slower. */
function keep(): void {
  const unfinished = `${cacheFile}.${process.pid}`
  try {
    writeFileSync(unfinished, script.createCachedData())
    renameSync(unfinished, cacheFile)
  } catch {}
}
