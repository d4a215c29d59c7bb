// `node test/golden/pack.mjs DIR FILE.jsonl.gz`: case folders of a set of recordings into one file, for the project's own tests.
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { casesUnder, readCase } from './case-folders.mjs'

const [folder, target] = process.argv.slice(2)
if (!folder || !target) {
  console.error('usage: node test/golden/pack.mjs DIR FILE.jsonl.gz')
  process.exit(2)
}
const lines = casesUnder(folder).map(path => JSON.stringify(readCase(folder, path)))
writeFileSync(target, gzipSync(lines.join('\n'), { level: 9 }))
console.log(`${lines.length} cases in ${target}`)
