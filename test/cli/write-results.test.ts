import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { openResults, type ResultsFolder } from '../../src/cli/write-results.ts'
import { summaryJson } from '../../src/report/json.ts'
import { sampleResult } from '../report/sample-result.ts'

let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'meshsim-results-'))
})

async function open(options: { root?: string; id?: string; records?: boolean } = {}): Promise<ResultsFolder> {
  const root = options.root ?? join(base, 'results')
  const opened = await openResults({
    root,
    scenarioId: options.id ?? 'canary',
    seed: 42,
    records: options.records ?? false,
  })
  if ('problem' in opened) throw new Error(opened.problem)
  return opened.folder
}

const attempt = {
  source: 's',
  request: 0,
  hop: 0,
  attempt: 1,
  proxy: 'client',
  to: 'default/a',
  workload: 'default/a',
  version: 'v1',
  zone: '',
  pod: 'default/a-0',
  startNs: 1,
  endNs: 2,
  outcome: 'ok',
  status: 200,
  flags: '',
} as const

describe('a finished run', () => {
  test('has its files under scenario and seed, and nothing else is left', async () => {
    const folder = await open()
    await folder.finish(sampleResult)
    expect(folder.dir).toBe(join(base, 'results/canary/seed-42'))
    expect(readdirSync(join(base, 'results/canary'))).toEqual(['seed-42'])
    expect(readdirSync(folder.dir).sort()).toEqual(['report.html', 'summary.csv', 'summary.json', 'timeseries.csv'])
    expect(readFileSync(join(folder.dir, 'summary.json'), 'utf8')).toBe(summaryJson(sampleResult))
  })

  test('replaces an older run of the same seed, files of it that are no longer written included', async () => {
    await (await open({ records: true })).finish(sampleResult)
    const again = await open()
    await again.finish({ ...sampleResult, digest: 'ffffffffffffffff' })
    expect(readdirSync(join(base, 'results/canary'))).toEqual(['seed-42'])
    expect(existsSync(join(again.dir, 'requests.csv'))).toBe(false)
    expect(readFileSync(join(again.dir, 'summary.json'), 'utf8')).toContain('ffffffffffffffff')
  })

  test('tells nothing of the machine', async () => {
    const folder = await open()
    await folder.finish(sampleResult)
    for (const name of readdirSync(folder.dir)) {
      expect(readFileSync(join(folder.dir, name), 'utf8')).not.toContain(base)
    }
  })

  test('can be read by others, as far as the umask lets them', async () => {
    const folder = await open()
    await folder.finish(sampleResult)
    expect(statSync(folder.dir).mode & 0o777).toBe(0o777 & ~process.umask())
  })
})

test('records are streamed: many chunks, in order, header first', async () => {
  const folder = await open({ records: true })
  for (let i = 0; i < 10_000; i++) folder.onRecord?.({ ...attempt, request: i })
  await folder.finish(sampleResult)
  const lines = readFileSync(join(folder.dir, 'requests.csv'), 'utf8').split('\n')
  expect(lines).toHaveLength(10_002)
  expect(lines[0]).toMatch(/^source,request,hop,/)
  expect(lines[1]).toBe('s,0,0,1,client,default/a,default/a,v1,,default/a-0,1,2,ok,200,,,,')
  expect(lines[10_000]).toMatch(/^s,9999,/)
})

test('until it is finished, an older run stays as it was', async () => {
  await (await open()).finish(sampleResult)
  const folder = await open({ records: true })
  folder.onRecord?.(attempt)
  expect(readdirSync(folder.dir).sort()).toEqual(['report.html', 'summary.csv', 'summary.json', 'timeseries.csv'])
  await folder.abandon()
  expect(readdirSync(join(base, 'results/canary'))).toEqual(['seed-42'])
})

test('an abandoned run leaves not even a folder', async () => {
  const folder = await open({ records: true })
  await folder.abandon()
  expect(readdirSync(base)).toEqual([])
})

test('an abandoned run leaves what others put there', async () => {
  const folder = await open()
  writeFileSync(join(base, 'results/notes.txt'), 'mine')
  await folder.abandon()
  expect(readdirSync(join(base, 'results'))).toEqual(['notes.txt'])
})

test('a place that cannot be written is told by its name, before anything is simulated', async () => {
  writeFileSync(join(base, 'file'), '')
  const opened = await openResults({ root: join(base, 'file'), scenarioId: 'canary', seed: 1, records: false })
  expect(opened).toEqual({
    problem: `cannot write results to ${join(base, 'file/canary/seed-1')}: a part of the path is a file`,
  })
})

test('a place where the system makes no folders is told, instead of tried for ever', async () => {
  const opened = await openResults({ root: '/proc/nowhere', scenarioId: 'canary', seed: 1, records: false })
  expect(opened).toEqual({
    problem: expect.stringMatching(/^cannot write results to \/proc\/nowhere\/canary\/seed-1: /),
  })
})

test.each([
  ['../../etc', '-..-etc'],
  ['a/b', 'a-b'],
  ['..', 'scenario'],
])('the id %s stays one folder below the root', async (id, name) => {
  const folder = await open({ id })
  expect(folder.dir).toBe(join(base, 'results', name, 'seed-42'))
  await folder.abandon()
})
