import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { schemaErrors } from '../measure/result-schema.ts'
import { buildMeshsim, meshsim } from './meshsim.ts'
import { temporaryFolder } from './temporary-folder.ts'

const CANARY = 'scenarios/05-gateway-api-canary'
const AXIS = ['-P', 'traffic.shoppers.rate=100/s..200/s step 100/s']
const SHORT = ['--set', 'duration=90s', '--set', 'timeline=[]', '--set', 'assert={}', '--repeats', '2']
/** The second point ends 20 s after its mark. */
const SHRINKING = ['-P', 'duration=95s,90s', '--set', 'timeline=[{ at: 70s, mark: late }]', ...SHORT.slice(4)]

beforeAll(buildMeshsim)

describe('meshsim sweep', () => {
  it('gives the same bytes whatever the number of threads', async () => {
    const files = ['1', '2'].map(() => temporaryFolder())
    const runs = await Promise.all(
      files.map((out, i) =>
        meshsim(['sweep', CANARY, ...AXIS, ...SHORT, '--jobs', String(i + 1), '--out', out, '-o', 'json']),
      ),
    )
    expect(runs.map(({ code }) => code)).toEqual([0, 0])
    expect(runs[1].stdout).toBe(runs[0].stdout)
    const written = files.map(out => readFileSync(join(out, '05-gateway-api-canary/sweep/sweep.json'), 'utf8'))
    expect(written).toEqual([runs[0].stdout, runs[0].stdout])
    expect(schemaErrors('sweep.v1.json')(JSON.parse(runs[0].stdout))).toEqual([])
    const { points } = JSON.parse(runs[0].stdout)
    expect(points.map(({ values }: { values: string[] }) => values)).toEqual([['100/s'], ['200/s']])
    expect(new Set(points.flatMap(({ digests }: { digests: string[] }) => digests)).size).toBe(4)
  })

  it('exits 1 when no point meets the goal, and says so', async () => {
    const out = temporaryFolder()
    const goal = ['--goal', 'p50{at=client} < 1ms']
    const { code, stdout } = await meshsim(['sweep', CANARY, ...AXIS, ...SHORT, ...goal, '--out', out])
    expect(code).toBe(1)
    expect(stdout).toContain('no value meets p50{at=client} < 1ms')
  })

  it.each([
    [['-P', 'traffic.shoppers.rat=1/s,2/s'], '-P traffic.shoppers.rat'],
    [['-P', 'traffic.shoppers.rate=9/s..3/s'], 'ends before it begins'],
    [['-P', 'topology.replicas.nobody=1..2'], 'no workload is called "nobody"'],
    [[...AXIS, '--goal', 'p99{at=client} < 4'], '"4" has no unit'],
    [[...AXIS, '--goal', 'p99{at=clinet} < 4s'], '--goal error MS3050: no workload is called "clinet"'],
    [[...AXIS, '--measure', 'errors{version=v9}'], 'no version is called "v9"'],
    [[...AXIS, '--measure', 'p99 during nowhere'], 'no entry of the timeline is marked "nowhere"'],
    [[...SHRINKING, '--measure', 'p99 during late..+25s'], '(at duration=90s)'],
    [['-P', 'seed=1..100', '-P', 'traffic.shoppers.rate=1/s..100/s'], '10000 points'],
    [[...AXIS, '--repeats', '0'], '--repeats 0'],
    [[], 'sweep needs an axis'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await meshsim(['sweep', CANARY, ...args, '--out', temporaryFolder()])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})
