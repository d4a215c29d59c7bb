import { mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { frontFolder } from './front.ts'
import { typed } from './typed.ts'

let cwd: string
let run: string
beforeAll(async () => {
  cwd = frontFolder()
  const out = join(cwd, 'results')
  const { code } = await typed('run', join(cwd, 'front/scenario.yaml'), '--records', '--out', out)
  expect(code).toBe(0)
  run = join(out, 'front/seed-1')
})

describe('explain --run', () => {
  test('tells each call of a request, and why, with places that open', async () => {
    const { code, data, talk } = await typed('explain', '--run', run, '--request', 'users#3')
    expect({ code, talk }).toEqual({ code: 0, talk: '' })
    const [title, hop] = data.split('\n')
    expect(title).toMatch(/^request users#3 · at 0m\d\d\.\d · 200 ok after [\d.]+ms$/)
    expect(hop).toMatch(/^ {2}client-0 → default\/front {2}front-v1-[01].* 200 ok /)
    expect(data).toContain('at the sidecar of default/client (pod client-0)')
    expect(data).toContain(`${join(cwd, 'front/mesh.yaml')}:2`)
  })

  test('-o json', async () => {
    const { data } = await typed('explain', '--run', run, '--request', 'users#0', '-o', 'json')
    const { request, hops, note } = JSON.parse(data)
    expect({ request, note }).toEqual({ request: 'users#0', note: undefined })
    expect(hops).toHaveLength(1)
    expect(hops[0]).toMatchObject({ hop: 0, depth: 0, attempts: [{ request: 0, status: 200 }] })
    expect(hops[0].explained.got).toMatchObject({ vhost: 'front.default.svc.cluster.local:8080', route: 'default' })
  })

  test('without the scenario it still tells what happened, and what is missing', async () => {
    const lonely = join(mkdtempSync(join(tmpdir(), 'meshsim-lonely-')), 'seed-1')
    renameSync(run, lonely)
    const bare = await typed('explain', '--run', lonely, '--request', 'users#3')
    const named = await typed(
      'explain',
      '--run',
      lonely,
      '--request',
      'users#3',
      '-f',
      join(cwd, 'front/scenario.yaml'),
    )
    renameSync(lonely, run)
    expect(bare.code).toBe(0)
    expect(bare.data).toContain('why is not told: the scenario front/scenario.yaml is not here; name it with -f')
    expect(named.data).toContain('at the sidecar of default/client')
  })

  test('of a quick run it says how to have a scenario to name', async () => {
    const out = join(cwd, 'results')
    const mesh = join(cwd, 'front/mesh.yaml')
    const url = ['--to', 'http://front:8080/', '--duration', '1s']
    await typed('run', '-f', mesh, ...url, '--records', '--out', out)
    const { code, data } = await typed('explain', '--run', join(out, 'quick/seed-1'), '--request', 'requests#0')
    expect(code).toBe(0)
    expect(data).toContain('the quick form keeps no scenario; write one with meshsim init and name it with -f')
  })

  test.each([
    ['a number that no request has', ['--request', 'users#999999'], 'no attempt of request users#999999 is recorded'],
    ['a source that the run does not have', ['--request', 'usres#0'], 'did you mean users#0?'],
    ['no request', [], '--run needs --request'],
    ['a request without number', ['--request', 'users'], 'names no request'],
    ['a URL beside it', ['--request', 'users#0', 'http://a'], 'beside --run'],
  ])('%s is exit 2', async (_, args, words) => {
    const { code, data, talk } = await typed('explain', '--run', run, ...args)
    expect(talk).toContain(words)
    expect({ code, data }).toEqual({ code: 2, data: '' })
  })

  test('no results, results without records, and what is no summary are exit 2', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'meshsim-empty-'))
    const ask = () => typed('explain', '--run', empty, '--request', 'a#0')
    expect(await ask()).toMatchObject({ code: 2, talk: expect.stringContaining('there is no such file') })
    writeFileSync(join(empty, 'summary.json'), '{"scenario":{"id":"a","file":"b"},"seed":1}')
    expect(await ask()).toMatchObject({ code: 2, talk: expect.stringContaining('--records') })
    writeFileSync(join(empty, 'summary.json'), '{')
    expect(await ask()).toMatchObject({ code: 2, talk: expect.stringContaining('not the summary of a run') })
  })
})
