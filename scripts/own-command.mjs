// In a clone `npx meshsim` is to be this program. npx looks into node_modules/.bin first; without an entry there it would take the
// clone for a package to install and build it once more, silently and for half a minute.
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const inClone = path => fileURLToPath(new URL(`../${path}`, import.meta.url))

// A node_modules that is a link belongs to another folder; on Windows not everybody may make links.
if (process.platform !== 'win32' && lstatSync(inClone('node_modules'), { throwIfNoEntry: false })?.isDirectory()) {
  chmodSync(inClone('dist/bundle/main.cjs'), 0o755)
  mkdirSync(inClone('node_modules/.bin'), { recursive: true })
  rmSync(inClone('node_modules/.bin/meshsim'), { force: true })
  symlinkSync('../../dist/bundle/main.cjs', inClone('node_modules/.bin/meshsim'))
}
