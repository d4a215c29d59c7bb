// `node test/dynamics/pack.mjs DIR FILE.jsonl.gz`: recorded cases into one file, for the project's own tests.
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { casesAt } from './cases.mjs'

const [folder, target] = process.argv.slice(2)
if (!folder || !target) {
  console.error('usage: node test/dynamics/pack.mjs DIR FILE.jsonl.gz')
  process.exit(2)
}
const lines = casesAt(folder).map(({ recorded }) => JSON.stringify(recorded))
writeFileSync(target, gzipSync(lines.join('\n'), { level: 9 }))
console.log(`${lines.length} cases in ${target}`)
