import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { schemaErrors } from '../measure/result-schema.ts'
import { buildMeshsim, meshsim } from './meshsim.ts'
import { temporaryFolder } from './temporary-folder.ts'

const CANARY = 'scenarios/05-gateway-api-canary'
const SHORT = ['--set', 'duration=90s', '--set', 'timeline=[]', '--set', 'assert={}', '--repeats', '2']

beforeAll(buildMeshsim)

describe('meshsim compare', () => {
  it('of a scenario with itself finds everything the same, in the same bytes on any number of threads', async () => {
    const runs = await Promise.all(
      ['1', '2'].map(jobs => meshsim(['compare', CANARY, CANARY, ...SHORT, '--jobs', jobs, '-o', 'json'])),
    )
    expect(runs.map(({ code }) => code)).toEqual([0, 0])
    expect(runs[1].stdout).toBe(runs[0].stdout)
    expect(schemaErrors('compare.v1.json')(JSON.parse(runs[0].stdout))).toEqual([])
    const { a, b, figures } = JSON.parse(runs[0].stdout)
    expect(a.digests).toEqual(b.digests)
    expect(figures.length).toBeGreaterThan(4)
    for (const { verdict, change } of figures) {
      expect(verdict).toBe('same')
      expect([1, 0]).toContain(change.value)
      expect(change.low).toBe(change.high)
    }
  })

  it.each([
    ['p99 during nowhere', 'no entry of the timeline is marked "nowhere"'],
    ['p99{workload=nobody}', '--measure error MS3050: no workload is called "nobody"'],
  ])('refuses the figure %s', async (figure, message) => {
    const { code, stdout, stderr } = await meshsim(['compare', CANARY, CANARY, ...SHORT, '--measure', figure])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('exits 1 when an assertion that held is broken, against a git revision', async () => {
    const folder = temporaryFolder()
    cpSync(CANARY, join(folder, 'canary'), { recursive: true })
    const scenario = join(folder, 'canary/scenario.yaml')
    const text = readFileSync(scenario, 'utf8')
      .replace(/^duration:.*$/m, 'duration: 90s')
      .replace(/^timeline:[\s\S]*$/m, 'assert: { "latency{at=client}": [p50 < 1s] }\n')
    writeFileSync(scenario, text)
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder })
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'before')
    writeFileSync(scenario, `${text}network: { latency: { client: 600ms } }\n`.replace(/^network:[\s\S]*?(?=^\S)/m, ''))
    const flags = ['compare', 'canary', '--against', 'HEAD', '--repeats', '2']
    const { code, stdout, stderr } = await meshsim([...flags, '-o', 'markdown'], { cwd: folder })
    expect(stderr).not.toContain('error')
    expect(code).toBe(1)
    expect(stdout).toContain('1 of 1 assertions got worse')
    expect(stdout).toContain('held in 2 of 2 → 0 of 2')
    expect(stdout).toContain('| `p50` |')
    const unknown = await meshsim(['compare', 'canary', '--against', 'nowhere'], { cwd: folder })
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('git knows no revision "nowhere"')
    writeFileSync(scenario, `${text}durration: 3s\n`)
    git('commit', '-qam', 'broken')
    writeFileSync(scenario, text)
    const placed = await meshsim(flags, { cwd: folder })
    expect(placed.code).toBe(2)
    expect(placed.stderr).toMatch(/HEAD:canary\/scenario\.yaml:\d+:1/)
    expect(placed.stderr).not.toContain('meshsim-against')
  })

  it.each([
    [[CANARY], 'compare needs two scenarios, not 1'],
    [[CANARY, CANARY, '--against', 'HEAD'], '--against takes one scenario, not 2'],
    [[CANARY, 'scenarios/99-none'], 'there is no such file or folder'],
    [[CANARY, CANARY, '--measure', 'p99{at=client} < 4ms'], 'is not a figure of a run'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await meshsim(['compare', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})
