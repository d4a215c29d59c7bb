import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildMeshsim, meshsim } from './meshsim.ts'
import { temporaryFolder } from './temporary-folder.ts'

const CANARY = 'scenarios/05-gateway-api-canary'
const SHORT = ['--set', 'duration=90s', '--set', 'timeline=[]', '--set', 'repeat={ seeds: 1..3, pass: 2 }']
const held = ['--set', 'assert={ "latency{at=client}": [p50 < 1s] }']
const broken = ['--set', 'assert={ "latency{at=client}": [p50 < 1ms] }']

beforeAll(buildMeshsim)

describe('meshsim run with repeat', () => {
  it('gives the same bytes whatever the number of threads, and a folder for each seed', async () => {
    const folders = [temporaryFolder(), temporaryFolder()]
    const runs = await Promise.all(
      folders.map((out, i) =>
        meshsim(['run', CANARY, ...SHORT, ...held, '--jobs', `${i + 1}`, '--out', out, '-o', 'json']),
      ),
    )
    expect(runs.map(({ code }) => code)).toEqual([0, 0])
    expect(runs[1].stdout).toBe(runs[0].stdout)
    const file = (out: string, name: string) => readFileSync(join(out, '05-gateway-api-canary', name), 'utf8')
    for (const name of [
      'repeat.json',
      'repeat.html',
      'seed-1/summary.json',
      'seed-2/timeseries.csv',
      'seed-3/report.html',
    ])
      expect(file(folders[1], name)).toBe(file(folders[0], name))
    const { runs: told } = JSON.parse(runs[0].stdout)
    const alone = await meshsim(['run', CANARY, ...SHORT, ...held, '--seed', '2', '--out', folders[0], '-o', 'json'])
    expect(JSON.parse(alone.stdout)).toMatchObject({ seed: 2, digest: told[1].digest })
  })

  it('exits 1 when too few pass, with the command that repeats one', async () => {
    const out = temporaryFolder()
    const { code, stdout, stderr } = await meshsim(['run', CANARY, ...SHORT, ...broken, '--out', out])
    expect(code).toBe(1)
    expect(stdout).toContain('0 of 3 runs passed, 2 needed')
    expect(stdout).toMatch(/\ndigest [0-9a-f]{16}\n$/)
    expect(stderr).toContain('--seed 1')
  })

  it('ends with the seed when a thread dies', async () => {
    const out = temporaryFolder()
    const killer = join(out, 'killer.mjs')
    writeFileSync(
      killer,
      `import { isMainThread } from 'node:worker_threads'
if (!isMainThread) setTimeout(() => process.exit(3), 100)`,
    )
    const env = { NODE_OPTIONS: `--import ${pathToFileURL(killer).href}` }
    const { code, stderr } = await meshsim(['run', CANARY, ...SHORT, ...held, '--jobs', '2', '--out', out], { env })
    expect(code).toBe(70)
    expect(stderr).toMatch(/the run with seed [12] broke off: worker exited with code: 3/)
    expect(stderr).toContain('repeat with: meshsim run')
  })

  it('refuses --records, which is for one run', async () => {
    const out = temporaryFolder()
    const { code, stderr } = await meshsim(['run', CANARY, ...SHORT, ...held, '--records', '--out', out])
    expect(code).toBe(2)
    expect(stderr).toContain('--records is for one run')
    expect(existsSync(join(out, '05-gateway-api-canary'))).toBe(false)
  })
})
