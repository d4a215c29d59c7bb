import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RULES, testFolder } from './route-tests-folder.ts'
import { typed } from './typed.ts'

const SUITE = `kind: RouteTests
mesh: { files: mesh/ }
tests:
  - name: everything as it was
    from: { workload: front-v1 }
    request: { host: front, path: [/, /old/1] }
    expect: { snapshot: true }
  - name: other
    from: { workload: front-v1 }
    request: { host: front }
    expect: { snapshot: true }
`

// The machine that runs these tests may be CI.
beforeEach(() => void vi.stubEnv('CI', ''))
afterEach(() => vi.unstubAllEnvs())

function folderOfSnapshots() {
  const folder = testFolder({ 'routes.test.yaml': SUITE })
  const file = join(folder, 'routes.test.yaml.snap.json')
  const change = () => writeFileSync(join(folder, 'mesh/rules.yaml'), RULES.replace('410', '451'))
  return { folder, file, change, kept: () => JSON.parse(readFileSync(file, 'utf8')).snapshots }
}

test('the first run keeps what the mesh says; a change fails and is named; -u keeps it', async () => {
  const { folder, kept, change } = folderOfSnapshots()
  expect((await typed('test', folder)).code).toBe(0)
  expect(kept()['everything as it was']['/old/1']).toMatchObject({ status: 410 })
  expect((await typed('test', folder)).code).toBe(0)
  change()
  const failed = await typed('test', folder)
  expect(failed).toMatchObject({ code: 1, data: expect.stringContaining('tests 1 passed, 1 failed · checks 2/3') })
  expect(failed.data).toMatch(/expected {2}snapshot status 410 +got {2}snapshot status 451/)
  expect(failed.data).toContain('meshsim test -u')
  expect(kept()['everything as it was']['/old/1']).toMatchObject({ status: 410 })
  expect((await typed('test', folder, '-u')).code).toBe(0)
  expect(kept()['everything as it was']['/old/1']).toMatchObject({ status: 451 })
  expect((await typed('test', folder)).code).toBe(0)
})

test('in CI a missing snapshot fails and nothing is written, -u or not', async () => {
  const { folder, file } = folderOfSnapshots()
  vi.stubEnv('CI', 'true')
  for (const flags of [[], ['-u']]) {
    const { code, data } = await typed('test', folder, ...flags)
    expect(code).toBe(1)
    expect(data).toContain('nothing was kept')
    expect(existsSync(file)).toBe(false)
  }
  expect((await typed('test', folder, '-u')).talk).toContain('not written')
})

test('-u drops what no test has any more, but not what --name left out', async () => {
  const { folder, kept } = folderOfSnapshots()
  await typed('test', folder)
  expect(Object.keys(kept())).toEqual(['everything as it was', 'other'])
  await typed('test', folder, '-u', '--name', 'everything')
  expect(Object.keys(kept())).toEqual(['everything as it was', 'other'])
  writeFileSync(join(folder, 'routes.test.yaml'), SUITE.replace('name: other', 'name: renamed'))
  await typed('test', folder)
  expect(Object.keys(kept())).toEqual(['everything as it was', 'other', 'renamed'])
  await typed('test', folder, '-u')
  expect(Object.keys(kept())).toEqual(['everything as it was', 'renamed'])
})

test('a broken file of snapshots is a mistake, not a reason to write a new one', async () => {
  const { folder, file } = folderOfSnapshots()
  for (const text of ['{', '{"schema":2}', '{"schema":1,"snapshots":{"a":1}}']) {
    writeFileSync(file, text)
    expect(await typed('test', folder)).toMatchObject({ code: 2, talk: expect.stringContaining('MS4010') })
    expect(readFileSync(file, 'utf8')).toBe(text)
  }
})
