// W6 beside js-yaml: how much longer than merely parsing the YAML it takes to read, check and compile it. The speeds are
// documents per second. Only for this workload the first run in a fresh process counts as well: a command compiles once.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { loadAll } from 'js-yaml'
import { WrongAnswer } from '../stopwatch.mjs'
import { DOCUMENTS, SERVICES, TEXT } from './compile.mjs'

export function parseOnly() {
  const documents = loadAll(TEXT)
  return { requests: documents.length, services: documents.filter(({ kind }) => kind === 'Service').length }
}

export function judgeParsed({ requests, services }) {
  const text = `documents ${requests}, expected ${DOCUMENTS}`
  return [{ right: requests === DOCUMENTS && services === SERVICES, text }]
}

/** A compilation in a fresh process: its seconds, peak memory and microseconds per decision. */
export function once() {
  const script = fileURLToPath(new URL('once.mjs', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const { wrong, ...figures } = JSON.parse(stdout)
  if (wrong.length > 0) throw new WrongAnswer(`wrong answer: ${wrong.join('; ')}`)
  return figures
}
