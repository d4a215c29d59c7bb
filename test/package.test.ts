import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** A clone after its build, as far as the script looks at it. */
function clone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-clone-'))
  cpSync('scripts/own-command.mjs', join(folder, 'scripts/own-command.mjs'))
  mkdirSync(join(folder, 'dist/bundle'), { recursive: true })
  writeFileSync(join(folder, 'dist/bundle/main.cjs'), '#!/usr/bin/env node\nconsole.log("this clone")\n')
  return folder
}

const prepare = (folder: string) => execFileSync(process.execPath, [join(folder, 'scripts/own-command.mjs')])

test.skipIf(process.platform === 'win32')('npx finds the program of the clone, however often it is built', () => {
  const folder = clone()
  mkdirSync(join(folder, 'node_modules'))
  prepare(folder)
  prepare(folder)
  expect(execFileSync(join(folder, 'node_modules/.bin/meshsim'), { encoding: 'utf8' })).toBe('this clone\n')
})

test('node_modules that are a link are left alone, and so is a package without any', () => {
  const [linked, bare] = [clone(), clone()]
  const elsewhere = mkdtempSync(join(tmpdir(), 'meshsim-elsewhere-'))
  symlinkSync(elsewhere, join(linked, 'node_modules'))
  prepare(linked)
  prepare(bare)
  expect(existsSync(join(elsewhere, '.bin'))).toBe(false)
  expect(lstatSync(join(bare, 'node_modules'), { throwIfNoEntry: false })).toBeUndefined()
})
