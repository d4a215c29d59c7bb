import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildMeshsim, ended, meshsim, startMeshsim } from './meshsim.ts'

const MESH = `
apiVersion: v1
kind: Service
metadata: { name: front }
spec:
  selector: { app: front }
  ports: [{ name: http, port: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: front-v1 }
spec:
  replicas: 2
  selector: { matchLabels: { app: front } }
  template:
    metadata: { labels: { app: front, version: v1 } }
    spec: { containers: [{ name: app, image: example/front }] }
`

const SCENARIO = `
kind: Scenario
name: one front
duration: 5s
mesh: { files: [mesh.yaml] }
traffic: { users: { to: "http://front:8080/", rate: 50/s } }
assert:
  requests{source=users}: [rate > 1/s]
`

let cwd: string
beforeAll(() => {
  buildMeshsim()
  cwd = mkdtempSync(join(tmpdir(), 'meshsim-cli-'))
  mkdirSync(join(cwd, 'front'))
  writeFileSync(join(cwd, 'front/mesh.yaml'), MESH)
  writeFileSync(join(cwd, 'front/scenario.yaml'), SCENARIO)
  writeFileSync(join(cwd, 'front/failing.yaml'), SCENARIO.replace('rate > 1/s', 'rate > 1000/s'))
  writeFileSync(join(cwd, 'front/long.yaml'), SCENARIO.replace('5s', '100h'))
  writeFileSync(join(cwd, 'front/unknown.yaml'), SCENARIO.replace('rate: 50/s', 'rate: 50/s, from: bakc-v1'))
  writeFileSync(join(cwd, 'front/broken.yaml'), SCENARIO.replace('duration: 5s', 'duration: 5'))
}, 60_000)

const results = (out: string) => join(cwd, out, 'front/seed-1')

describe('run', () => {
  test('passes: summary on stdout, digest last, talk on stderr, files under the seed', async () => {
    const { code, stdout, stderr } = await meshsim(['run', 'front/scenario.yaml', '--out', 'pass'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^simulated 5s in /) })
    expect(stdout).toMatch(/\nreport pass\/front\/seed-1\/report\.html\ndigest [0-9a-f]{16}\n$/)
    const files = ['report.html', 'summary.csv', 'summary.json', 'timeseries.csv']
    expect(readdirSync(results('pass')).sort()).toEqual(files)
    for (const name of files) expect(readFileSync(join(results('pass'), name), 'utf8')).not.toContain(cwd)
  })

  test('-o json prints exactly summary.json; again, elsewhere, it is the same', async () => {
    const first = await meshsim(['run', 'front/scenario.yaml', '--out', 'json', '-o', 'json'], { cwd })
    const second = await meshsim(['run', 'scenario.yaml', '--out', '../again', '-o', 'json'], {
      cwd: join(cwd, 'front'),
    })
    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.stdout).toBe(readFileSync(join(results('json'), 'summary.json'), 'utf8'))
    expect(second.stdout).toBe(first.stdout)
    expect(JSON.parse(first.stdout)).toMatchObject({ schema: 1, seed: 1, complete: true, passed: true })
  })

  test('a failed assertion is exit 1 in every format, and the command to repeat it is told', async () => {
    for (const format of ['text', 'json']) {
      const args = ['run', 'front/failing.yaml', '--out', 'fail', '-o', format]
      const { code, stderr } = await meshsim(args, { cwd })
      expect(code).toBe(1)
      expect(stderr).toContain(`repeat with: meshsim ${args.join(' ')}\n`)
    }
  })

  test('the quick form, records included', async () => {
    const quick = ['-f', 'front/mesh.yaml', '--to', 'http://front:8080/', '--rate', '20/s', '--duration', '2s']
    const { code, stdout } = await meshsim(['run', ...quick, '--seed', '7', '--out', 'q', '--records'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('seed 7')
    const lines = readFileSync(join(cwd, 'q/quick/seed-7/requests.csv'), 'utf8').trimEnd().split('\n')
    // 40 expected; six sigma either side.
    expect(lines.length - 1).toBeGreaterThan(2)
    expect(lines.length - 1).toBeLessThan(400)
    expect(new Set(lines.map(line => line.split(',').length))).toEqual(new Set([15]))
  })

  test('Ctrl-C writes what there is, says so, and is exit 130', async () => {
    const child = startMeshsim(['run', 'front/long.yaml', '--out', 'cut'], { cwd })
    const end = ended(child)
    setTimeout(() => child.kill('SIGINT'), 2_500)
    const { code, stdout, stderr } = await end
    expect(code).toBe(130)
    expect(stderr).toContain('interrupted: the results hold what was simulated until then')
    expect(stdout).toContain('interrupted at ')
    expect(JSON.parse(readFileSync(join(results('cut'), 'summary.json'), 'utf8'))).toMatchObject({ complete: false })
  })

  test('a reader that goes away ends the output quietly', async () => {
    const child = startMeshsim(['run', 'front/scenario.yaml', '--out', 'pipe', '-o', 'json'], { cwd })
    child.stdout?.destroy()
    const { code, stderr } = await ended(child)
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('EPIPE') })
  })
})

describe('bad input is exit 2, and nothing is written', () => {
  test.each([
    ['a duration without unit', ['run', 'front/broken.yaml'], /^front\/broken\.yaml:4:11 error MS3004: [\s\S]*\^/],
    ['a missing scenario', ['run', 'front/none.yaml'], /^front\/none\.yaml error MS1001/],
    [
      'a --set that names nothing',
      ['run', 'front/scenario.yaml', '--set', 'traffic.users.rat=1/s'],
      /traffic\.users\.rate/,
    ],
    ['a name that nobody defines', ['run', 'front/unknown.yaml'], /^front\/unknown\.yaml:6:\d+ error MS30\d\d/],
    ['mesh files that are not there', ['run', '-f', 'none', '--to', 'http://front:8080/'], /none/],
  ])('%s', async (_, args, told) => {
    const { code, stdout, stderr } = await meshsim([...args, '--out', 'nothing'], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(told)
    expect(existsSync(join(cwd, 'nothing'))).toBe(false)
  })

  test('a results folder that cannot be written is told before simulating', async () => {
    const { code, stderr } = await meshsim(['run', 'front/long.yaml', '--out', 'front/mesh.yaml'], { cwd })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'cannot write results to front/mesh.yaml/front/seed-1: a part of the path is a file\n',
    })
  })
})

test('init writes a scenario that runs as the quick form does, once', async () => {
  const quick = ['-f', 'front/mesh.yaml', '--to', 'http://front:8080/']
  const first = await meshsim(['init', ...quick, '--out', 'mine'], { cwd })
  expect(first).toMatchObject({ code: 0, stdout: 'mine/scenario.yaml\n' })
  const written = readFileSync(join(cwd, 'mine/scenario.yaml'), 'utf8')
  expect(written).toContain('../front/mesh.yaml')
  const second = await meshsim(['init', ...quick, '--out', 'mine'], { cwd })
  expect(second).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('does not overwrite') })
  expect(readFileSync(join(cwd, 'mine/scenario.yaml'), 'utf8')).toBe(written)
  const [fromFile, fromFlags] = [
    await meshsim(['run', 'mine/scenario.yaml', '-o', 'json'], { cwd }),
    await meshsim(['run', ...quick, '-o', 'json'], { cwd }),
  ]
  expect(JSON.parse(fromFile.stdout).digest).toBe(JSON.parse(fromFlags.stdout).digest)
})
