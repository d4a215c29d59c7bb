import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/** The launcher, as it is published, beside a command of two lines. */
function launcherBeside(command: string): string {
  const folder = temporaryFolder()
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  const translate = (source: string, target: string) => {
    const text = readFileSync(new URL(`../../src/${source}`, import.meta.url), 'utf8').replace(
      '../experiment/kept-code.ts',
      './kept-code.mjs',
    )
    writeFileSync(join(folder, target), ts.transpileModule(text, { compilerOptions: options }).outputText)
  }
  translate('cli/launch.ts', 'main.mjs')
  translate('experiment/kept-code.ts', 'kept-code.mjs')
  writeFileSync(join(folder, 'command-abc.cjs'), `(function (require, __filename, exports) {${command}})`)
  return folder
}

const launch = (folder: string, ...args: string[]) =>
  execFileSync(process.execPath, [join(folder, 'main.mjs'), ...args], { encoding: 'utf8' })
const caches = (folder: string) => readdirSync(folder).filter(name => name.startsWith('command-abc.cjs.'))

describe('the launcher', () => {
  it('runs the command, keeps what V8 made of it, and runs that', () => {
    const folder = launcherBeside(`const { sep } = require('node:path'); console.log(sep, process.argv[2])`)
    expect(launch(folder, 'x')).toBe('/ x\n')
    const [kept] = caches(folder)
    expect(kept).toMatch(/\.x\.cache$/)
    const { mtimeMs } = statSync(join(folder, kept))
    expect(launch(folder, 'x')).toBe('/ x\n')
    expect(caches(folder)).toEqual([kept])
    expect(statSync(join(folder, kept)).mtimeMs).toBe(mtimeMs)
  })

  it('keeps what each command needs, but nothing of a mistake', () => {
    const folder = launcherBeside(`process.exitCode = process.argv[2] === 'lnit' ? 2 : 0`)
    for (const word of ['run', 'lint', '--version', '../lint']) launch(folder, word)
    expect(() => launch(folder, 'lnit')).toThrow()
    expect(
      caches(folder)
        .map(name => name.split('.')[3])
        .sort(),
    ).toEqual(['lint', 'other', 'run'])
  })

  it('makes anew what V8 does not take', () => {
    const folder = launcherBeside(`console.log('here')`)
    launch(folder)
    const path = join(folder, caches(folder)[0])
    const kept = readFileSync(path)
    writeFileSync(path, 'spoilt')
    expect(launch(folder)).toBe('here\n')
    expect(readFileSync(path)).not.toEqual(Buffer.from('spoilt'))
    expect(readFileSync(path)).toHaveLength(kept.length)
  })
})
