// `npm run conformance -- DIR`: the Gateway API project's own cases (DIR/cases.json and its manifests) against the built
// meshsim. The result is the last line; exit code 0, 1 if an assertion fails, 2 if something can't be read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { initHash } from '../../dist/proxy/hash.js'
import { openTest } from '../../dist/routing/conformance/open-test.js'
import { runTest } from '../../dist/routing/conformance/run-test.js'
import { UNSUPPORTED_FEATURES, unsupportedFeature } from '../../dist/routing/conformance/suite.js'

const [folder, ...more] = process.argv.slice(2)
if (folder === undefined || more.length > 0) stop('usage: npm run conformance -- DIR')

const tests = JSON.parse(read('cases.json'))
await initHash()
const skipped = []
let held = 0
let assertions = 0
let run = 0
for (const test of tests) {
  const missing = unsupportedFeature(test)
  if (missing !== undefined) {
    skipped.push(`${test.test} (${missing}: ${UNSUPPORTED_FEATURES[missing]})`)
    continue
  }
  const base = test.features.includes('Mesh') ? 'mesh/manifests.yaml' : 'base/manifests.yaml'
  const report = runTest(test, openTest([fileOf(base)], test.manifests.map(fileOf)))
  for (const failure of report.failures) console.log(failure)
  held += report.held
  assertions += report.assertions
  run++
}
for (const name of skipped) console.log(`skipped: ${name}`)
if (skipped.length > 0) console.log(`${skipped.length} of ${tests.length} tests skipped`)
console.log(`${held} of ${assertions} assertions hold in ${run} tests`)
process.exitCode = held === assertions ? 0 : 1

function fileOf(path) {
  return { path, text: read(path) }
}

function read(path) {
  try {
    return readFileSync(join(folder, path), 'utf8')
  } catch (error) {
    return stop(`${join(folder, path)} can't be read: ${error.message}`)
  }
}

function stop(message) {
  console.error(message)
  process.exit(2)
}
